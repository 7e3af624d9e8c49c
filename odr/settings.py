"""What the court's operator may set; every name starts with ODR_."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings; `docs/settings.md` is made from these descriptions."""

    model_config = SettingsConfigDict(env_prefix="ODR_", extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/court.db",
        description="SQLAlchemy address of the database: SQLite file or PostgreSQL 16 or newer.",
    )
    storage_url: str = Field(
        default="var/files",
        description="Where files are kept: a folder, memory://, or s3://bucket?endpoint=….",
    )
    keys_dir: Path = Field(
        default=Path("var/keys"),
        description="Folder of the court's keys: seal, checkpoints, mediation rooms, sessions.",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people see; links in letters and e-mails are made from it.",
    )
    pack: str = Field(
        default="gb-eaw-small-claims",
        description="The court pack: the file that holds this court's law.",
    )
    demo: bool = Field(
        default=False,
        description="Demo mode: one-click sign-in as any role, mailbox page, movable clock. "
        "Never for real cases.",
    )
    smtp_url: str = Field(
        default="",
        description="Mail server, smtp://user:password@host:port. Empty: mail is kept, not sent.",
    )
    mail_from: str = Field(
        default="court@example.org",
        description="The sender of every e-mail; use the court's own domain.",
    )
    clamd_url: str = Field(
        default="",
        description="Virus scanner, tcp://host:port or unix:/path. Empty: no virus scan.",
    )
    payment_url: str = Field(
        default="",
        description="Hosted payment page provider. Empty: fees are paid at the counter only.",
    )
    payment_secret: str = Field(
        default="",
        description="Shared secret that signs requests to and callbacks from the provider.",
    )
    allow_draft_packs: bool = Field(
        default=False,
        description="Run with a court pack nobody has reviewed yet; every page says so.",
    )
    checkpoint_minutes: int = Field(
        default=15,
        description="How often the record is sealed with a signed checkpoint, in minutes.",
    )
    upload_megabytes: int = Field(
        default=100, description="Largest evidence file in megabytes where the pack sets no limit."
    )
    threads: int = Field(
        default=4, description="Request threads per process; also the pool's useful size."
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def checkpoint_every(self) -> timedelta:
        """How often the record is sealed."""
        return timedelta(minutes=self.checkpoint_minutes)


def load() -> Settings:
    """Read the settings from the environment."""
    return Settings()
