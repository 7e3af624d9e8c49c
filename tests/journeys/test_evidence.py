"""Files as people have them are kept as they were sent; files that could do harm leave no trace."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image
from sqlalchemy import func, select

from documents.models import Document
from odr.models import LedgerEntry
from tests.documents.office_samples import bomb
from tests.documents.samples import HOSTILE, camera_data, saved, scene
from tests.journeys.browser import Journey
from tests.journeys.claimants import Claimant
from tests.journeys.officers import Clerk
from tests.journeys.papers import evidence
from tests.journeys.people import Respondent
from tests.journeys.server import LiveCourt
from tests.journeys.ways import bring

Trace = tuple[int, int, Sequence[str]]
EVIL = {
    "a picture with an archive behind it": ("holiday.png", HOSTILE["archive behind.png"][0]),
    "a drawing with a script": ("drawing.svg", HOSTILE["drawing.svg"][0]),
    "a page that says it is a picture": ("drawing.png", HOSTILE["drawing.png"][0]),
    "a letter that unpacks to very much": ("letter.docx", bomb),
    "a letter with a path inside": ("slip.docx", HOSTILE["slip.docx"][0]),
    "nothing at all": ("receipt.pdf", lambda: b""),
    "a photo that calls itself a PDF": ("photo.pdf", HOSTILE["photo.pdf"][0]),
    "a program": ("invoice.pdf", HOSTILE["program.pdf"][0]),
    "a PDF with a script": ("form.pdf", HOSTILE["script.pdf"][0]),
}


def trace(court: LiveCourt) -> Trace:
    """Count what the court keeps: rows of files, lines of the record, and the files themselves."""
    with court.court.sessions() as session:
        files = session.scalar(select(func.count()).select_from(Document)) or 0
        record = session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
    return files, record, sorted(kept.key for kept in court.court.storage.list())


def sideways_photo() -> bytes:
    """A photo held sideways, with the place where it was taken."""
    return saved(scene(3000, 2000).rotate(90, expand=True), "JPEG", exif=camera_data(6), quality=88)


def test_what_people_have_reaches_the_other_side_unchanged(journey: Journey) -> None:
    mia = journey.join(Claimant, "Mia Sample")
    shop = journey.join(Respondent, "Fir Floors Ltd")
    files = [*evidence()[1:], ("IMG_0041.jpg", sideways_photo())]

    bring(mia, shop, journey.join(Clerk, "Clerk"), ("Floor", "900"), files=files)
    received = {name: shop.fetch(name) for name, _content in files}
    picture = Image.open(io.BytesIO(mia.opens_picture("IMG_0041.jpg")))

    assert received == dict(files)
    assert (picture.width > picture.height, dict(picture.getexif())) == (True, {})


def test_what_could_do_harm_is_refused_with_a_sentence(journey: Journey) -> None:
    lou = journey.join(Claimant, "Lou Sample")
    lou.opens_an_account()
    lou.begins_a_claim()
    lou.follow("Your evidence")
    before = trace(journey.court)

    refusals = {}
    for what, (name, make) in EVIL.items():
        lou.attach("Choose one or more files", [(name, make())])
        lou.fill({"What do they show?": "What I have"})
        lou.press("Add the files")
        lou.is_told(name)
        refusals[what] = lou.field("What do they show?").input_value()

    assert trace(journey.court) == before
    assert refusals == dict.fromkeys(EVIL, "What I have")


def test_a_path_in_a_name_is_refused_with_a_sentence(journey: Journey) -> None:
    zoe = journey.join(Claimant, "Zoe Sample")
    zoe.opens_an_account()
    zoe.begins_a_claim()
    zoe.follow("Your evidence")
    before = trace(journey.court)

    for name in ("../../../etc/cron.d/one.txt", r"C:\fakepath\..\two.txt"):
        zoe.attach("Choose one or more files", [(name, b"A note.")])
        zoe.fill({"What do they show?": "What I have"})
        zoe.press("Add the files")
        zoe.is_told("The name of this file has signs in it that we cannot take")
        assert zoe.field("What do they show?").input_value() == "What I have"

    assert trace(journey.court) == before
