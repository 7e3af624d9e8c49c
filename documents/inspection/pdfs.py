"""PDF files: walked object by object for anything that would act by itself."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Stream

from documents.enums import Refusal
from documents.inspection.findings import Finding, Refused, Sample, looks_like_web
from documents.inspection.kinds import check_not_also_archive

MOST_PAGES = 5000
MOST_OBJECTS = 300_000
MOST_DEPTH = 60
LONGEST_SIDE = 14_400  # points, the limit of the format
TAIL = 2048
ACTING = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"}
)
REACHING = frozenset({"/GoToR", "/GoToE"})
MOVING = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
CARRYING = frozenset({"/FileAttachment"})
STAYING = frozenset({"/GoTo", "/Named"})


def inspect(sample: Sample) -> Finding:
    """Take a PDF that only shows pages, or refuse it."""
    check_not_also_archive(sample.path)
    _check_margins(sample)
    try:
        with pikepdf.open(
            sample.path,
            attempt_recovery=False,
            suppress_warnings=True,
            inherit_page_attributes=True,
        ) as pdf:
            if pdf.is_encrypted:
                raise Refused(Refusal.LOCKED)
            pages = len(pdf.pages)
            if pages == 0:
                raise Refused(Refusal.DAMAGED)
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise Refused(Refusal.TOO_COMPLEX)
            _check_root(pdf.Root)
            for page in pdf.pages:
                _check_size(page)
            for thing in pdf.objects:
                _check(thing, 0)
    except pikepdf.PasswordError:
        raise Refused(Refusal.LOCKED) from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        raise Refused(Refusal.DAMAGED) from None
    return Finding("application/pdf", "pdf", pages=pages)


def _check_margins(sample: Sample) -> None:
    """Look at what stands before the first object and behind the end mark."""
    if looks_like_web(sample.head[:1024]):
        raise Refused(Refusal.TWO_KINDS)
    with sample.path.open("rb") as file:
        file.seek(max(0, sample.size - TAIL))
        tail = file.read()
    _before, mark, after = tail.rpartition(b"%%EOF")
    if not mark:
        raise Refused(Refusal.DAMAGED)
    if after.strip(b"\0\r\n\t \x1a"):
        raise Refused(Refusal.TWO_KINDS)


def _check_root(root: Object) -> None:
    names = root.get("/Names", Dictionary())
    if "/JavaScript" in names:
        raise Refused(Refusal.ACTIVE)
    if "/EmbeddedFiles" in names or "/Collection" in root:
        raise Refused(Refusal.CARRIES_FILES)
    opening = root.get("/OpenAction")
    # Many programs note here on which page to open; only that is let through.
    if isinstance(opening, Dictionary) and str(opening.get("/S", "/GoTo")) not in STAYING:
        raise Refused(Refusal.ACTIVE)
    if "/AA" in root or "/XFA" in root.get("/AcroForm", Dictionary()):
        raise Refused(Refusal.ACTIVE)


def _check_size(page: Page) -> None:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    if max(abs(right - left), abs(top - bottom)) > LONGEST_SIDE:
        raise Refused(Refusal.TOO_MANY_PIXELS)
    if "/AA" in page:
        raise Refused(Refusal.ACTIVE)


def _check(thing: Object, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Refused(Refusal.TOO_COMPLEX)
    if isinstance(thing, (Dictionary, Stream)):
        _check_dictionary(thing)
        children = thing.values() if isinstance(thing, Dictionary) else thing.stream_dict.values()
    elif isinstance(thing, Array):
        children = iter(thing)
    else:
        return
    for child in children:
        if isinstance(child, (Dictionary, Array)) and not child.is_indirect:
            _check(child, depth + 1)


def _check_dictionary(thing: Dictionary | Stream) -> None:
    action = _word(thing, "/S")
    subtype = _word(thing, "/Subtype")
    if action in ACTING or subtype in MOVING:
        raise Refused(Refusal.ACTIVE)
    if action in REACHING:
        raise Refused(Refusal.REACHES_OUT)
    if _word(thing, "/Type") == "/EmbeddedFile" or "/EF" in thing or subtype in CARRYING:
        raise Refused(Refusal.CARRIES_FILES)
    if "/AA" in thing and ("/FT" in thing or subtype == "/Widget"):
        raise Refused(Refusal.ACTIVE)


def _word(thing: Dictionary | Stream, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, Name) else ""
