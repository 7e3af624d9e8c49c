"""Names and texts of strangers, made safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.characters import (
    NAME_BYTES,
    UNSAFE_IN_NAMES,
    extension_of,
    is_plain_name,
    plain,
    shown_name,
)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("/etc/cron.d/", "cron.d"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("nul\0l.pdf", "null.pdf"),
        ("two\r\nlines.pdf", "two lines.pdf"),
        ("file.txt:stream", "file.txt_stream"),
        ("trailing.pdf. . ", "trailing.pdf"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("<img src=x>.png", "_img src=x_.png"),
        ("Rechnung № 12 – Ünïcode 🙂.pdf", "Rechnung № 12 – Ünïcode 🙂.pdf"),
        ("فاتورة.pdf", "فاتورة.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_made_safe_to_show(given_name: str, shown: str) -> None:
    assert shown_name(given_name) == shown


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/cron.d/x.txt",
        "C:\\Users\\me\\photo.jpg",
        "\\\\host\\share\\a.pdf",
        "folder/",
        "..",
        " . ",
        "two\r\nlines.pdf",
        "nul\0l.pdf",
        "tab\t.pdf",
        "\x9b.pdf",
    ],
)
def test_a_path_or_a_control_sign_is_no_plain_name(path: str) -> None:
    assert not is_plain_name(path)


@pytest.mark.parametrize(
    "name", ["", "a.pdf", "a..b.pdf", "...", "Rechnung № 12 🙂.pdf", "bill\u202efdp.exe"]
)
def test_what_people_call_their_files_is_a_plain_name(name: str) -> None:
    assert is_plain_name(name)


def test_a_very_long_name_keeps_its_extension() -> None:
    shown = shown_name("é" * 300 + ".pdf")

    assert len(shown.encode()) <= NAME_BYTES
    assert shown.endswith("é.pdf")


def test_a_name_without_extension_gets_the_one_its_content_has() -> None:
    assert shown_name("scan of contract", "pdf") == "scan of contract.pdf"


@given(st.text(max_size=400), st.sampled_from(["", "pdf"]))
def test_no_name_whatever_is_unsafe(name: str, extension: str) -> None:
    shown = shown_name(name, extension)

    assert shown
    assert not shown.startswith(".")
    assert len(shown.encode()) <= NAME_BYTES
    assert not set(shown) & UNSAFE_IN_NAMES
    assert shown == plain(shown, lines=False)


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("a.PDF", "pdf"),
        ("a.tar.gz", "gz"),
        ("a", ""),
        ("a.", ""),
        ("a.b c", ""),
        ("a.123456789", ""),
    ],
)
def test_the_extension_is_the_last_part(name: str, extension: str) -> None:
    assert extension_of(name) == extension


def test_text_keeps_its_lines_and_the_joiners_scripts_need() -> None:
    assert plain("a\r\nb\tc\x1b[31m\u202e म\u200cय") == "a\nb\tc[31m म\u200cय"
