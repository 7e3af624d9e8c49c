"""Who may come before a court, who may speak for them, and how they show who they are."""

from __future__ import annotations

from enum import StrEnum

from pydantic import StrictBool

from cases.enums import PartyKind
from cases.packs.sourcing import Section
from cases.packs.terms import ClockCode, Code, Text
from cases.packs.vocabulary import Permitted


class Protocol(StrEnum):
    """How a sign-in scheme speaks."""

    OIDC = "oidc"
    SAML = "saml"
    PASSWORD = "password"  # noqa: S105 - the name of a scheme


class Checksum(StrEnum):
    """How the last digit of a national number is worked out."""

    NONE = "none"
    LUHN = "luhn"
    MOD11 = "mod11"
    NAMED = "named"


class Representation(Section):
    """Who may speak for a party; nothing where the rule is not confirmed."""

    lawyer: Permitted | None
    lay: Permitted | None
    company_officer: Permitted | None


class Parties(Section):
    """Who may claim and who may be sued."""

    claimant_types: tuple[PartyKind, ...]
    respondent_types: tuple[PartyKind, ...]
    representation: Representation


class IdentityScheme(Section):
    """One way to sign in; its technical settings belong to the installation."""

    code: Code
    title: Text
    protocol: Protocol | None = None
    required_for: tuple[PartyKind, ...] = ()
    assurance: Code | None = None


class NationalId(Section):
    """The number a country gives its people, and how it is checked."""

    name: Text
    pattern: str | None = None
    checksum: Checksum | None = None


class Identity(Section):
    """How people show who they are."""

    schemes: tuple[IdentityScheme, ...] = ()
    national_id: NationalId | None = None


class Providers(Section):
    """Which adapters a court uses for money and messages."""

    payment: tuple[Code, ...] = ()
    sms: tuple[Code, ...] = ()
    email: tuple[Code, ...] = ()


class WaiverTest(Section):
    """One ground on which a fee is not asked for, and what shows it."""

    code: Code
    title: Text
    evidence: tuple[Code, ...] = ()


class Waiver(Section):
    """Help for people who cannot pay a fee."""

    available: StrictBool | None
    name: Text
    decided_within: ClockCode
    holds_clock: StrictBool
    decided_by: Code | None = None
    tests: tuple[WaiverTest, ...] = ()
