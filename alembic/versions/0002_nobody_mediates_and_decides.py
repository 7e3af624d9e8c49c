"""Nobody may mediate and decide the same case: the database itself refuses it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "nobody may mediate and decide the same case"

UP = {
    "sqlite": tuple(
        f"""CREATE TRIGGER case_officer_separate_{deed} BEFORE {deed} ON case_officer
FOR EACH ROW WHEN EXISTS (
    SELECT 1 FROM case_officer AS other
    WHERE other.claim_id = NEW.claim_id AND other.account_id = NEW.account_id
    AND other.id <> NEW.id AND other.role <> NEW.role
) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""  # noqa: S608 - fixed words, no input
        for deed in ("INSERT", "UPDATE")
    ),
    "postgresql": (
        f"""CREATE FUNCTION case_officer_separate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM case_officer AS other
        WHERE other.claim_id = NEW.claim_id AND other.account_id = NEW.account_id
        AND other.id <> NEW.id AND other.role <> NEW.role
    ) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$""",  # noqa: S608 - fixed words, no input
        "CREATE TRIGGER case_officer_separate BEFORE INSERT OR UPDATE ON case_officer "
        "FOR EACH ROW EXECUTE FUNCTION case_officer_separate()",
    ),
}
DOWN = {
    "sqlite": (
        "DROP TRIGGER case_officer_separate_INSERT",
        "DROP TRIGGER case_officer_separate_UPDATE",
    ),
    "postgresql": (
        "DROP TRIGGER case_officer_separate ON case_officer",
        "DROP FUNCTION case_officer_separate()",
    ),
}


def upgrade() -> None:
    for statement in UP[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN[op.get_bind().dialect.name]:
        op.execute(statement)
