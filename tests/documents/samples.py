"""Files as people send them, and as attackers do, made by real tools while the tests run.

Every function returns bytes. `HONEST` and `HOSTILE` name them all, so that a test (and later a
journey) can walk them: honest files with the kind they are, hostile ones with the reason they
are refused.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw

from documents.enums import Refusal
from tests.documents import office_samples as office

SENT_AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
ORIENTATION = 0x0112
CAMERA = 0x0110
SERIAL = 0xA431
GPS = 0x8825
RED, WHITE, BLUE = (200, 30, 30), (250, 250, 250), (30, 60, 160)

pillow_heif.register_heif_opener()


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """A picture whose top left corner is red, so that a turned copy can be told."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 4, height // 4), fill=RED)
    draw.rectangle((width // 2, height // 2, width - 20, height - 20), outline=BLUE, width=6)
    draw.text((width // 3, height // 2), "broken table leg", fill=WHITE)
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def camera_data(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[CAMERA] = "PocketCam 9"
    exif[SERIAL] = "SERIAL-4711"
    exif.get_ifd(GPS).update({1: "N", 2: (53.0, 48.0, 0.0), 3: "W", 4: (1.0, 32.0, 0.0)})
    return exif


def phone_photo() -> bytes:
    """A photo held sideways: stored lying, with the place and the phone's serial number."""
    return saved(scene().rotate(90, expand=True), "JPEG", exif=camera_data(6), quality=88)


def large_photo() -> bytes:
    """Twelve megapixels, as a telephone makes them."""
    return saved(scene(4000, 3000), "JPEG", exif=camera_data(1), quality=90)


def heic_photo() -> bytes:
    file = io.BytesIO()
    scene().save(file, "HEIF", exif=camera_data(1).tobytes(), quality=80)
    return file.getvalue()


def screenshot() -> bytes:
    layer = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    ImageDraw.Draw(layer).text((20, 90), "Your parcel is delayed", fill=(10, 10, 10, 255))
    return saved(layer, "PNG")


def web_picture() -> bytes:
    return saved(scene(320, 240), "WEBP")


def scan(pages: int = 3) -> bytes:
    """A scanned contract: pages that are pictures and hold no text."""
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (620, 877), 245)
        ImageDraw.Draw(sheet).text((80, 100), f"Contract of sale, page {number}", fill=20)
        sheets.append(sheet)
    file = io.BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], resolution=75)
    return file.getvalue()


def chat() -> bytes:
    lines = [
        "[02/03/2026, 18:04:11] Maria: When will the table come? 🙂",
        "[02/03/2026, 18:09:52] Shop: Next week, promised.",
        "[20/04/2026, 09:00:00] Maria: It is April. Ça suffit.",
    ]
    return "\n".join(lines).encode()


def chat_utf16() -> bytes:
    return chat().decode().encode("utf-16")


def old_text() -> bytes:
    return "Café receipt: £12.50 – paid".encode("cp1252")


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Shop <orders@shop.example>"
    message["To"] = "Maria Lindqvist <maria@example.org>"
    message["Date"] = format_datetime(SENT_AT)
    message["Subject"] = "Your order – Tisch № 12"
    message.set_content("Dear customer,\n\nyour table will be late.\n")
    message.add_alternative("<p>Dear customer, your table will be late.</p>", subtype="html")
    message.add_attachment(scan(1), maintype="application", subtype="pdf", filename="invoice.pdf")
    return message.as_bytes()


def recording() -> bytes:
    """The frame of an M4A file: boxes without sound, which is all that is looked at."""
    return (
        box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom")
        + box(b"moov", box(b"mvhd", bytes(100)))
        + box(b"mdat", bytes(500))
    )


def film() -> bytes:
    return (
        box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
        + box(b"moov", box(b"mvhd", bytes(100)))
        + box(b"mdat", bytes(500))
    )


def song() -> bytes:
    return b"ID3\x04\0\0\0\0\0\0" + (b"\xff\xfb\x90\x00" + bytes(413)) * 5


def box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


Maker = Callable[[], bytes]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

HONEST: dict[str, tuple[Callable[[], bytes], str]] = {
    "photo.jpg": (phone_photo, "image/jpeg"),
    "IMG_0042.HEIC": (heic_photo, "image/heic"),
    "screenshot.png": (screenshot, "image/png"),
    "picture.webp": (web_picture, "image/webp"),
    "contract.pdf": (scan, "application/pdf"),
    "chat.txt": (chat, "text/plain"),
    "chat-utf16.txt": (chat_utf16, "text/plain"),
    "old.txt": (old_text, "text/plain"),
    "message.eml": (mail, "message/rfc822"),
    "letter.docx": (office.letter, WORD),
    "costs.xlsx": (office.sheet, SHEET),
    "letter.odt": (office.open_letter, "application/vnd.oasis.opendocument.text"),
    "voicemail.m4a": (recording, "audio/mp4"),
    "leak.mp4": (film, "video/mp4"),
    "call.mp3": (song, "audio/mpeg"),
    "no extension": (scan, "application/pdf"),
}


def pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A one-page PDF with one thing changed."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def action(kind: str, **more: str) -> pikepdf.Dictionary:
    parts = {f"/{name}": pikepdf.String(value) for name, value in more.items()}
    return pikepdf.Dictionary({"/Type": pikepdf.Name.Action, "/S": pikepdf.Name(kind), **parts})


def with_script() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = action("/JavaScript", JS="app.alert(1)")

    return pdf(change)


def with_named_script() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        script = made.make_indirect(action("/JavaScript", JS="app.alert(1)"))
        tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script]))
        made.Root.Names = pikepdf.Dictionary(JavaScript=tree)

    return pdf(change)


def with_link_that_starts_a_program() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 99, 99],
            A=action("/Launch", F="calc.exe"),
        )
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])

    return pdf(change)


def with_file_inside() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.attachments["tool.exe"] = b"MZ" + bytes(50)

    return pdf(change)


def with_form_program() -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        form = made.make_stream(b"<xdp/>")
        made.Root.AcroForm = pikepdf.Dictionary(XFA=form, Fields=pikepdf.Array())

    return pdf(change)


def locked() -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    file = io.BytesIO()
    made.save(file, encryption=pikepdf.Encryption(owner="o", user="u"))
    return file.getvalue()


def giant_page() -> bytes:
    return pdf(lambda made: setattr(made.pages[0], "MediaBox", pikepdf.Array([0, 0, 200_000, 9])))


def opens_on_a_page() -> bytes:
    """Harmless: says on which page to open, as many programs write it."""

    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    return pdf(change)


def pixel_flood() -> bytes:
    """A PNG of a few bytes that claims 60,000 by 60,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + kind + content + check

    side = (60_000).to_bytes(4, "big")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", side + side + b"\x08\x02\0\0\0")
        + chunk(b"IDAT", zlib.compress(bytes(60_000)))
        + chunk(b"IEND", b"")
    )


def photo_with_page_in_it() -> bytes:
    return saved(scene(), "JPEG", comment=b"<?php system($_GET['c']); ?><script>alert(1)</script>")


def gif_and_archive() -> bytes:
    return saved(scene(64, 64).convert("P"), "GIF") + office.zipped({"Evil.class": b"x"})


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
MHTML = b"From: <Saved by a browser>\r\nSubject: x\r\nSnapshot-Content-Location: http://x\r\n\r\nx"
PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200)

HOSTILE: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "nothing.pdf": (lambda: b"", Refusal.EMPTY),
    "drawing.svg": (lambda: SVG, Refusal.WEB_PAGE),
    "drawing.png": (lambda: SVG, Refusal.WEB_PAGE),
    "page.txt": (lambda: HTML, Refusal.WEB_PAGE),
    "page utf16.txt": (lambda: HTML.decode().encode("utf-16"), Refusal.WEB_PAGE),
    "saved.eml": (lambda: MHTML, Refusal.WEB_PAGE),
    "page.pdf": (lambda: HTML, Refusal.WEB_PAGE),
    "program.pdf": (lambda: PROGRAM, Refusal.KIND),
    "escape.txt": (lambda: b"\x1b]0;title\x07hello", Refusal.KIND),
    "link.txt": (lambda: b"[InternetShortcut]\nURL=file://x", Refusal.WEB_PAGE),
    "photo.pdf": (phone_photo, Refusal.EXTENSION),
    "contract.jpg": (scan, Refusal.EXTENSION),
    "contract.pdf.exe": (scan, Refusal.EXTENSION),
    "page behind.pdf": (lambda: scan(1) + HTML, Refusal.TWO_KINDS),
    "page before.pdf": (
        lambda: scan(1).replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
        Refusal.TWO_KINDS,
    ),
    "archive behind.pdf": (
        lambda: scan(1) + office.zipped({"a.txt": b"x"}),
        Refusal.TWO_KINDS,
    ),
    "archive behind.png": (
        lambda: screenshot() + office.zipped({"a.txt": b"x"}),
        Refusal.TWO_KINDS,
    ),
    "page inside.jpg": (photo_with_page_in_it, Refusal.TWO_KINDS),
    "both.gif": (gif_and_archive, Refusal.KIND),
    "script.pdf": (with_script, Refusal.ACTIVE),
    "named script.pdf": (with_named_script, Refusal.ACTIVE),
    "launch.pdf": (with_link_that_starts_a_program, Refusal.ACTIVE),
    "form.pdf": (with_form_program, Refusal.ACTIVE),
    "carrier.pdf": (with_file_inside, Refusal.CARRIES_FILES),
    "locked.pdf": (locked, Refusal.LOCKED),
    "giant.pdf": (giant_page, Refusal.TOO_MANY_PIXELS),
    "half.pdf": (lambda: scan(2)[:-900], Refusal.DAMAGED),
    "half.jpg": (lambda: phone_photo()[:-4000], Refusal.DAMAGED),
    "half.png": (lambda: screenshot()[:-40], Refusal.DAMAGED),
    "half.heic": (lambda: heic_photo()[:-400], Refusal.DAMAGED),
    "half.mp4": (lambda: film()[:-100], Refusal.DAMAGED),
    "flood.png": (pixel_flood, Refusal.TOO_MANY_PIXELS),
    "mail.eml": (office.mail_with_program, Refusal.CARRIES_FILES),
    **office.HOSTILE,
}
