"""Which characters of a stranger's text may be shown, printed or used in a file name."""

from __future__ import annotations

import unicodedata

# Marks that turn the direction of what follows: with them "fdp.exe" can be made to read "exe.pdf".
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset("\u00ad\u200b\u2060\ufeff")
JOINERS = "\u200c\u200d"  # Persian and Indic spelling needs them
LINES = "\n\t"
NAME_BYTES = 160
UNSAFE_IN_NAMES = frozenset('<>:"/\\|?*')
SEPARATORS = frozenset("/\\")


def plain(text: str, *, lines: bool = True) -> str:
    """Return the text without control, direction and invisible marks.

    Line ends and tabs stay when `lines` is true, and become spaces when it is not.
    """
    kept = []
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if char in LINES:
            kept.append(char if lines else " ")
        elif char in JOINERS or not _unseen(char):
            kept.append(char)
    return "".join(kept)


def _unseen(char: str) -> bool:
    return char in TURNING or char in INVISIBLE or unicodedata.category(char)[0] == "C"


def is_plain_name(given: str) -> bool:
    """Tell whether a file came with a name and nothing else: no path and no control signs.

    Today's browsers send the last part of a path only, so a path was put there by somebody.
    """
    controls = any(unicodedata.category(char) == "Cc" for char in given)
    return not (controls or SEPARATORS & set(given) or given.strip() in {".", ".."})


def shown_name(given: str, extension: str = "") -> str:
    """Return a file name that is safe to show and to offer for saving.

    Only the last part of a path counts, a stream or drive mark ends the name, and the result is
    never empty, never a dot file and at most 160 bytes long with its extension kept. It is only
    ever a label: files are stored under names of our own.
    """
    last = given.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    cleaned = "".join("_" if char in UNSAFE_IN_NAMES else char for char in plain(last, lines=False))
    cleaned = " ".join(cleaned.split()).strip(". ")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 8 or not ending.isalnum():
        stem, ending = cleaned, extension
    stem = stem.strip(". ") or "file"
    room = NAME_BYTES - len(ending.encode()) - 1
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(". ")
    return f"{stem}.{ending}" if ending else stem


def extension_of(name: str) -> str:
    """Return the last extension in small letters, or nothing."""
    _stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and ending.isalnum() and len(ending) <= 8 else ""
