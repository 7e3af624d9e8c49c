"""The secret code on a respondent's notice."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.orm import Session

from cases.models import Party
from odr.keychain import keychain_of
from odr.references import ACCESS_CODE_LENGTH, CODE_LETTERS


def notice_code(session: Session, party: Party) -> str:
    """Return the code on a respondent's notice: 8 signs, 40 bits.

    The code is worked out from the court's secret key, the party and how often it was re-issued,
    so it is printed without ever being stored, and a new one ends the old one.
    """
    return _code(session, party, party.code_generation)


def ended_codes(session: Session, party: Party) -> list[str]:
    """Return the codes that stood on earlier notices to this respondent and work no longer."""
    return [_code(session, party, generation) for generation in range(1, party.code_generation)]


def _code(session: Session, party: Party, generation: int) -> str:
    seed = f"{party.id}:{generation}".encode()
    drawn = hmac.digest(keychain_of(session).key("notice"), seed, hashlib.sha256)
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in drawn[:ACCESS_CODE_LENGTH])
