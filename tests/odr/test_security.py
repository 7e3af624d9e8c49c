"""Passwords, tokens, signed notes and codes: what holds, and what is turned away."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odr.entropy import SeededEntropy, SystemEntropy
from odr.errors import Invalid, Unavailable
from odr.passwords import Passwords, check_new_password, is_common
from odr.security import (
    code_for,
    derive,
    enrolment_address,
    matching_step,
    open_secret,
    qr_svg,
    read_note,
    same,
    seal_secret,
    secret_text,
    sign_note,
    step_at,
    token_hash,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = b"k" * 32
SECRET = b"12345678901234567890"
GOOD = "velvet crab orbit ladder"


def quick_passwords(**options: float) -> Passwords:
    return Passwords(SeededEntropy("hash"), time_cost=1, memory_cost=8, **options)  # type: ignore[arg-type]  # one dict of two kinds of number


def test_a_password_is_kept_as_argon2id_with_the_parameters_asked_for() -> None:
    kept = Passwords(SystemEntropy()).hash(GOOD)

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in kept


def test_only_the_right_password_matches() -> None:
    passwords = quick_passwords()
    kept = passwords.hash(GOOD)

    assert passwords.matches(kept, GOOD)
    assert not passwords.matches(kept, GOOD + "x")
    assert not passwords.matches("not a hash", GOOD)


def test_without_a_kept_hash_nothing_matches_and_the_work_is_done_all_the_same() -> None:
    passwords = Passwords(SystemEntropy(), time_cost=2, memory_cost=19456)
    kept = passwords.hash(GOOD)
    times: dict[str | None, list[float]] = {kept: [], None: []}
    for _round in range(5):
        for hashed, spent in times.items():
            started = time.perf_counter()
            assert not passwords.matches(hashed, "another password")
            spent.append(time.perf_counter() - started)

    assert min(times[None]) > min(times[kept]) / 2


def test_the_same_password_typed_on_another_keyboard_matches() -> None:
    passwords = quick_passwords()
    composed, decomposed = "caf\u00e9 velvet crab", "cafe\u0301 velvet crab"

    assert passwords.matches(passwords.hash(composed), decomposed)


def test_two_hashes_of_one_password_differ() -> None:
    passwords = quick_passwords()

    assert passwords.hash(GOOD) != passwords.hash(GOOD)


def test_who_waits_too_long_for_the_hashing_is_asked_to_come_again() -> None:
    passwords = quick_passwords(at_once=1, patience=0.01)
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with passwords.turn():
            entered.set()
            leave.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(5)
    try:
        with pytest.raises(Unavailable):
            passwords.hash(GOOD)
    finally:
        leave.set()
        holder.join()
    assert passwords.matches(passwords.hash(GOOD), GOOD)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456789!",
        "P@ssw0rd1234567890",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "1234567890123456",
        "smallclaimscourt",
        "Small Claims Online Court",
        "janetdoe-janetdoe",
        "Janet Doe 1984 London",
        "iloveyou iloveyou iloveyou",
        "zyxwvutsrqponmlk",
        "letmein2024letmein2024",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_new_password(password, second_factor=False, names=["Janet Doe", "janetdoe@web.test"])

    assert refusal.value.field == "password"
    assert "easy to guess" in refusal.value.sentence


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "coffee banana tiger orange shadow",
        "   spaces are fine, 20",
        "пароль из трёх слов",
        "😀🚲🍋🧭🪴🧵🛶🪁🧲🔭🎈🧩🥁🪀🧸",
        "x9!kQ2vT_w7LmZ4p",
        "v" + "elvet crab orbit" * 7 + "ladder four",
    ],
)
def test_length_is_enough_whatever_the_characters(password: str) -> None:
    check_new_password(password, second_factor=False, names=["Janet Doe"])


@pytest.mark.parametrize(
    ("length", "second_factor", "fits"),
    [(14, False, False), (15, False, True), (7, True, False), (8, True, True)],
)
def test_the_shortest_password_depends_on_the_second_factor(
    length: int, second_factor: bool, fits: bool
) -> None:
    password = "vk7trq9zwpxm4hb2"[:length]

    if fits:
        check_new_password(password, second_factor=second_factor)
    else:
        with pytest.raises(Invalid, match="at least"):
            check_new_password(password, second_factor=second_factor)


def test_a_password_of_128_characters_is_taken_and_one_more_is_not() -> None:
    longest = "".join(chr(0x4E00 + number * 37) for number in range(128))

    check_new_password(longest, second_factor=False)
    with pytest.raises(Invalid, match="no more than 128"):
        check_new_password(longest + "a", second_factor=False)


@given(st.text(max_size=128))
def test_judging_a_password_never_fails(password: str) -> None:
    assert is_common(password, [password]) in {True, False}


def test_a_token_is_kept_as_its_sha256() -> None:
    assert token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_secrets_are_compared_whole() -> None:
    assert same("grün", "grün")
    assert not same("grün", "gru")


def test_each_purpose_and_subject_has_a_secret_of_its_own() -> None:
    made = {derive(KEY, purpose, who) for purpose in ("a", "ab") for who in ("b", "c", "bc")}

    assert len(made) == 6


def test_a_signed_note_comes_back_until_it_runs_out() -> None:
    note = {"answers": ["yes", 3], "name": "Zoë"}
    text = sign_note(KEY, "triage", note, expires_at=NOON)

    assert read_note(KEY, "triage", text, now=NOON - timedelta(seconds=1)) == note
    assert read_note(KEY, "triage", text, now=NOON) is None


def test_a_note_for_another_purpose_or_under_another_key_is_worth_nothing() -> None:
    text = sign_note(KEY, "triage", {"a": 1}, expires_at=NOON)
    before = NOON - timedelta(minutes=1)

    assert read_note(KEY, "notice", text, now=before) is None
    assert read_note(b"x" * 32, "triage", text, now=before) is None


def test_a_note_with_any_one_character_changed_is_worth_nothing() -> None:
    text = sign_note(KEY, "triage", {"a": 1}, expires_at=NOON)
    for place, character in enumerate(text):
        changed = text[:place] + ("A" if character != "A" else "B") + text[place + 1 :]
        found = read_note(KEY, "triage", changed, now=NOON - timedelta(minutes=1))
        assert found is None, changed


@given(st.text())
def test_what_is_no_note_is_worth_nothing(text: str) -> None:
    assert read_note(KEY, "triage", text, now=NOON) is None


def test_a_note_no_text_can_hold_is_worth_nothing() -> None:
    assert read_note(KEY, "triage", "\ud800.x", now=NOON) is None


def test_a_sealed_secret_fits_its_column_and_opens_for_its_owner_only() -> None:
    sealed = seal_secret(KEY, SECRET, owner="one", nonce=b"n" * 12)

    assert len(sealed) <= 64
    assert open_secret(KEY, sealed, owner="one") == SECRET
    with pytest.raises(ValueError, match="owner"):
        open_secret(KEY, sealed, owner="other")


def test_a_code_is_the_one_of_rfc_6238() -> None:
    assert code_for(SECRET, 59 // 30) == "287082"
    assert secret_text(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("steps_off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_counts_half_a_minute_before_and_after(steps_off: int, taken: bool) -> None:
    code = code_for(SECRET, step_at(NOON) + steps_off)

    found = matching_step(SECRET, code, now=NOON, last_step=0)

    assert (found == step_at(NOON) + steps_off) is taken


def test_a_code_counts_once() -> None:
    code = code_for(SECRET, step_at(NOON))

    assert matching_step(SECRET, code, now=NOON, last_step=step_at(NOON)) is None


def test_a_code_may_be_typed_with_spaces_and_nonsense_is_no_code() -> None:
    code = code_for(SECRET, step_at(NOON))

    assert matching_step(SECRET, f" {code[:3]} {code[3:]}", now=NOON, last_step=0) == step_at(NOON)
    assert matching_step(SECRET, "", now=NOON, last_step=0) is None
    assert matching_step(SECRET, "٤٤٤٤٤٤", now=NOON, last_step=0) is None


def test_the_qr_code_stands_in_a_page_without_script_or_style() -> None:
    address = enrolment_address(SECRET, account="jo@web.test", issuer="Small Claims Online")
    svg = qr_svg(address)

    assert address.startswith("otpauth://totp/Small%20Claims%20Online:jo%40web.test?")
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "<script" not in svg
