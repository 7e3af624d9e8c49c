"""Plain text and saved e-mails: what people copy out of a chat or a mail program."""

from __future__ import annotations

import codecs
import email
import email.message
import re
from email.header import decode_header, make_header

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample, looks_like_web

MOST_BYTES = 30 * 1024 * 1024
MOST_PARTS = 500
BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
HEADER = re.compile(rb"[!-9;-~]{1,60}:[ \t\r\n]")
LEADS_ELSEWHERE = ("#!", "[internetshortcut]", "@echo", "<?xml", "windows registry editor")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
PROGRAMS = re.compile(
    r"\.(exe|dll|scr|com|bat|cmd|jse?|vb[se]|wsf|hta|lnk|url|msi|ps1|jar|apk|iso|img|svg|html?"
    r"|docm|xlsm|pptm)$",
    re.I,
)


def inspect(sample: Sample) -> Finding:
    """Take the file as an e-mail or as plain text, or refuse it."""
    if sample.size > MOST_BYTES and sample.extension != "eml":
        raise Refused(Refusal.TOO_COMPLEX)
    raw = sample.path.read_bytes()
    if sample.extension in ("", "eml") and HEADER.match(raw) and _is_email(raw):
        return Finding("message/rfc822", "eml")
    lead = sample.head[:1024]
    if looks_like_web(lead) or looks_like_web(lead.replace(b"\0", b"")):
        raise Refused(Refusal.WEB_PAGE)
    if sample.extension == "eml":
        raise Refused(Refusal.EXTENSION)
    text = decode(raw)
    if BINARY.search(text):
        raise Refused(Refusal.KIND)
    if text.lstrip().lower().startswith(LEADS_ELSEWHERE) or b"\nSnapshot-Content-Location:" in lead:
        raise Refused(Refusal.WEB_PAGE)
    return Finding("text/plain", "txt")


def decode(raw: bytes) -> str:
    """Read the bytes as UTF-8, as UTF-16 where they say so, or else as western text."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                raise Refused(Refusal.DAMAGED) from None
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _is_email(raw: bytes) -> bool:
    message = email.message_from_bytes(raw)
    if message["From"] is None or not any(
        message[name] for name in ("Date", "Received", "Message-ID", "Subject", "To")
    ):
        return False
    if message["Snapshot-Content-Location"] is not None:
        raise Refused(Refusal.WEB_PAGE)
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise Refused(Refusal.TOO_COMPLEX)
        if _is_program(part):
            raise Refused(Refusal.CARRIES_FILES)
    return True


def _is_program(part: email.message.Message) -> bool:
    if PROGRAMS.search((part.get_filename() or "").rstrip(". ")):
        return True
    content = None if part.is_multipart() else part.get_payload(decode=True)
    return isinstance(content, bytes) and content.startswith((b"MZ", b"\x7fELF"))


def preview(sample: Sample, media_type: str, most: int) -> str:
    """Return the readable text of the file, cut to `most` characters."""
    raw = sample.path.read_bytes()
    if media_type != "message/rfc822":
        return decode(raw)[:most]
    message = email.message_from_bytes(raw)
    lines = [f"{name}: {_header(message[name])}" for name in _SHOWN if message[name]]
    lines += ["", *(_body(part) for part in message.walk() if _is_readable(part))]
    files = [_header(part.get_filename()) for part in message.walk() if part.get_filename()]
    return "\n".join([*lines, *(f"[{name}]" for name in files)])[:most]


_SHOWN = ("From", "To", "Cc", "Date", "Subject")


def _header(value: str | None) -> str:
    return str(make_header(decode_header(value or "")))


def _is_readable(part: email.message.Message) -> bool:
    return part.get_content_type() == "text/plain" and part.get_filename() is None


def _body(part: email.message.Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return raw.decode(errors="replace")
