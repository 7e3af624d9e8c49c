"""The court's keys and seal: what they prove, and every way of breaking them that is noticed."""

from __future__ import annotations

import random
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents.keys import FILES, SEAL_NAME, CourtKeys, load_or_make_keys, make_keys
from documents.paper import Paper, Text, make_paper
from documents.sealing import SealReport, check_seal, seal
from odr.entropy import SeededEntropy, SystemEntropy

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys() -> CourtKeys:
    return make_keys(SeededEntropy("this court"))


@pytest.fixture(scope="module")
def order() -> bytes:
    return make_paper(Paper("Order", "en", "Court", "1-K", [Text("Pay £9.")]))


@pytest.fixture(scope="module")
def sealed(keys: CourtKeys, order: bytes) -> bytes:
    return seal(order, keys, at=AT, reason="Order of the court", location="Leeds")


def test_a_sealed_order_is_genuine(keys: CourtKeys, sealed: bytes) -> None:
    report = check_seal(sealed, keys)

    assert report == SealReport(True, True, True, True, SEAL_NAME, AT)
    assert report.genuine


def test_the_same_order_sealed_at_the_same_time_is_the_same_file(
    order: bytes, sealed: bytes
) -> None:
    again = make_keys(SeededEntropy("this court"))

    assert seal(order, again, at=AT, reason="Order of the court", location="Leeds") == sealed


def test_the_paper_itself_is_not_touched_by_the_seal(order: bytes, sealed: bytes) -> None:
    assert sealed.startswith(order)
    assert b"pdfaid:conformance" in sealed


def test_no_byte_can_be_changed_unnoticed(keys: CourtKeys, sealed: bytes) -> None:
    container = sealed.index(b"/Contents <")
    source = random.Random(1)
    places = source.sample(range(container), 40)
    places += source.sample(range(container, container + 3600), 120)
    places += source.sample(range(container + 3600, len(sealed)), 40)

    for place in places:
        changed = bytearray(sealed)
        changed[place] ^= source.choice((0x01, 0x20, 0x80))
        assert not check_seal(bytes(changed), keys).genuine, place


def test_something_added_after_sealing_is_noticed(keys: CourtKeys, sealed: bytes) -> None:
    report = check_seal(sealed + b"\n% more", keys)

    assert (report.covers_whole, report.genuine) == (False, False)


def test_the_seal_of_another_court_is_not_trusted(keys: CourtKeys, order: bytes) -> None:
    foreign = make_keys(SeededEntropy("another court"))

    report = check_seal(seal(order, foreign, at=AT), keys)

    assert (report.sealed, report.intact, report.trusted) == (True, True, False)
    assert not report.genuine


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF", bytes(1000)])
def test_any_file_may_be_checked(keys: CourtKeys, content: bytes) -> None:
    assert check_seal(content, keys) == SealReport(sealed=False)


def test_a_paper_without_a_seal_has_none(keys: CourtKeys, order: bytes) -> None:
    assert check_seal(order, keys) == SealReport(sealed=False)


def test_another_program_agrees(tmp_path: Path, sealed: bytes) -> None:
    (tmp_path / "order.pdf").write_bytes(sealed)

    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "order.pdf")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_keys_are_made_on_the_first_run_and_kept(tmp_path: Path) -> None:
    first = load_or_make_keys(tmp_path / "keys", SystemEntropy())
    second = load_or_make_keys(tmp_path / "keys")

    assert first.public_key_text == second.public_key_text
    assert first.certificate == second.certificate
    assert second.verify(b"checkpoint", first.sign(b"checkpoint"))


def test_keys_are_readable_by_the_court_alone(tmp_path: Path) -> None:
    load_or_make_keys(tmp_path / "keys")

    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert [(tmp_path / "keys" / name).stat().st_mode & 0o777 for name in FILES] == [0o600] * 4


def test_keys_lost_in_part_are_not_replaced_silently(tmp_path: Path) -> None:
    load_or_make_keys(tmp_path)
    (tmp_path / "seal.key").unlink()

    with pytest.raises(FileNotFoundError, match=r"lacks seal\.key"):
        load_or_make_keys(tmp_path)


@pytest.mark.parametrize(
    ("name", "other"), [("seal.key", "record.key"), ("record.key", "seal.key")]
)
def test_keys_of_the_wrong_kind_are_refused(tmp_path: Path, name: str, other: str) -> None:
    load_or_make_keys(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / other).read_bytes())

    with pytest.raises(TypeError, match=name):
        load_or_make_keys(tmp_path)


def test_existing_keys_are_never_overwritten(tmp_path: Path, keys: CourtKeys) -> None:
    keys.keep(tmp_path)

    with pytest.raises(FileExistsError):
        keys.keep(tmp_path)


def test_a_seed_gives_the_same_keys_and_another_seed_others(keys: CourtKeys) -> None:
    same, other = make_keys(SeededEntropy("this court")), make_keys(SeededEntropy(2))

    assert (same.certificate, same.public_key_text) == (keys.certificate, keys.public_key_text)
    assert other.public_key_text != keys.public_key_text


def test_a_checkpoint_of_other_words_or_another_court_does_not_verify(keys: CourtKeys) -> None:
    signature = keys.sign(b"checkpoint")

    assert keys.verify(b"checkpoint", signature)
    assert not keys.verify(b"checkpoinT", signature)
    assert not make_keys(SeededEntropy(2)).verify(b"checkpoint", signature)
    assert not keys.verify(b"checkpoint", signature[:-1])


def test_the_public_key_is_short_text(keys: CourtKeys) -> None:
    assert keys.public_key_text.startswith("ed25519:")
    assert len(keys.public_key_text) == 52
