"""The work queue reads its index alone: every column of a line stands in it."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NAME = "ix_claim_queue"
ORDER = ["status", "status_since", "id"]
SHOWN = ["number", "title", "filed_at", "claimed_minor", "currency"]


def upgrade() -> None:
    op.drop_index(NAME, "claim")
    op.create_index(NAME, "claim", [*ORDER, *SHOWN])


def downgrade() -> None:
    op.drop_index(NAME, "claim")
    op.create_index(NAME, "claim", ORDER)
