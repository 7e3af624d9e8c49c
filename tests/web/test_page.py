"""The checking reader: each of its checks finds the fault it is there for."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from tests.page import PageFault, Reader, both_ways, route_paths
from tests.web.tiny import add_page, make_app

GOOD = """<!doctype html><html lang="en"><head><title>Tea – Court</title></head><body><main>
<h1>Tea</h1>
<form method="post" action="/send"><input type="hidden" name="csrf_token" value="x">
<label for="a">A</label><input id="a" name="a"><button>Go</button></form>
<p><a href="/page">Again</a> <img src="/assets/x.svg" alt="A cup"></p>
</main></body></html>"""

BREAKS = [
    ("<h1>Tea</h1>", "", "0 h1 headings"),
    ("<h1>Tea</h1>", "<h1>Tea</h1><h1>Tea</h1>", "2 h1 headings"),
    ("<h1>Tea</h1>", "<h1></h1>", "the h1 is empty"),
    ("<title>Tea", "<title>Coffee", "does not start with the h1"),
    ("<h1>", '<div role="alert" data-errors id="errors"></div><h1>', "lacks 'Error: '"),
    (' lang="en"', "", "no language"),
    ('for="a"', 'for="b"', "has no label"),
    ('for="a"', 'for="b"', "which is not on the page"),
    ('name="a"', "", "has no name"),
    ("<h1>", '<p id="a"></p><h1>', "the id 'a' stands 2 times"),
    ("<h1>", '<p id="a b"></p><h1>', "empty or has a space"),
    ('action="/send"', 'action="/nowhere"', "which is no route"),
    ("<button>Go", '<button formaction="/nowhere">Go', "which is no route"),
    ('value="x"', 'value=""', "lacks csrf_token"),
    ("<button>Go</button>", "", "cannot be sent without scripts"),
    ("<button>Go", "<button>", "a <button> has no text"),
    ("Again</a>", "</a>", "a <a> has no text"),
    ('href="/page"', "", "leads nowhere"),
    (' alt="A cup"', "", "has no alt"),
    ("<h1>", "<fieldset></fieldset><h1>", "no legend"),
    ("<h1>", "<script>go()</script><h1>", "inline script"),
    ("<h1>", "<style></style><h1>", "style element"),
    ("<h1>", '<p style="color:red">x</p><h1>', "the attribute style"),
    ("<h1>", '<p onclick="go()">x</p><h1>', "the attribute onclick"),
    ("<h1>", '<p hx-on:click="go()">x</p><h1>', "the attribute hx-on:click"),
    ('href="/page"', 'href="javascript:go()"', "runs or holds something"),
    ("/assets/x.svg", "https://elsewhere.example/x.svg", "leads to another site"),
    ("/assets/x.svg", "//elsewhere.example/x.svg", "leads to another site"),
    ('href="/page"', 'href="ftp:x"', "odd scheme"),
    ('<input id="a"', '<input type="file" id="a"', "multipart/form-data"),
    ("<h1>", '<div data-errors><a href="#none">Put it right</a></div><h1>', "'#none', not on"),
    ("<h1>", '<p id="p" id="q">x</p><h1>', "an attribute twice"),
    ("</form>", "", "</main> closes <form>"),
    ("</html>", "", "is never closed"),
]


@pytest.fixture
def app() -> FastAPI:
    app = make_app()

    @app.post("/send")
    async def send(request: Request) -> Response:
        del request
        return RedirectResponse("/page", 303)

    return app


def test_a_good_page_is_read_without_complaint(app: FastAPI) -> None:
    add_page(app, GOOD)

    page = Reader(app).open("/page")

    assert (page.status, page.h1, page.title) == (200, "Tea", "Tea – Court")
    assert page.links == {"Again": "/page"}


@pytest.mark.parametrize(("old", "new", "complaint"), BREAKS)
def test_each_fault_of_a_page_is_found(app: FastAPI, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    add_page(app, GOOD.replace(old, new, 1))

    with pytest.raises(PageFault) as found:
        Reader(app).open("/page")

    assert complaint in str(found.value)


@pytest.mark.parametrize(
    ("header", "value", "complaint"),
    [
        ("content-security-policy", "default-src 'self'", "missing or weak"),
        ("cache-control", "public", "may be kept"),
        ("vary", "Accept", "Vary lacks"),
        ("x-content-type-options", "", "X-Content-Type-Options"),
    ],
)
def test_a_weak_header_is_found(app: FastAPI, header: str, value: str, complaint: str) -> None:
    add_page(app, GOOD)
    reader = Reader(app)
    page = reader.open("/page")
    page.response.headers[header] = value

    with pytest.raises(PageFault, match=complaint):
        page.checked("GET /page")


def test_a_whole_page_in_place_of_a_part_is_found(app: FastAPI) -> None:
    add_page(app, GOOD)

    with pytest.raises(PageFault, match="a whole page came"):
        Reader(app).open("/page", part=True)


def test_a_part_with_two_headings_is_found(app: FastAPI) -> None:
    add_page(app, "<h1>a</h1><h1>b</h1>")

    with pytest.raises(PageFault, match="more than one h1"):
        Reader(app).open("/page", part=True)


def test_another_status_than_expected_is_told_with_what_the_page_says(app: FastAPI) -> None:
    with pytest.raises(PageFault, match=r"answered 404 instead of 200: .*cannot find"):
        Reader(app).open("/nothing")


def test_something_that_is_not_a_page_is_told(app: FastAPI) -> None:
    @app.get("/words")
    def words() -> PlainTextResponse:
        return PlainTextResponse("words")

    with pytest.raises(PageFault, match="instead of a page"):
        Reader(app).open("/words")
    assert Reader(app).fetch("/words").text == "words"


def test_a_way_to_another_site_is_told_unless_it_was_allowed(app: FastAPI) -> None:
    @app.get("/pay")
    def pay() -> RedirectResponse:
        return RedirectResponse("https://pay.example/1", 303)

    with pytest.raises(PageFault, match="another site"):
        Reader(app).open("/pay")
    away = Reader(app, foreign=("https://pay.example",)).open("/pay").away
    assert away == "https://pay.example/1"


def test_a_link_that_is_not_there_or_stands_twice_is_told(app: FastAPI) -> None:
    add_page(app, GOOD.replace("<h1>", '<a href="/a">One more</a><a href="/b">One less</a><h1>'))
    page = Reader(app).open("/page")

    assert page.click("Again").h1 == "Tea"
    for words in ("Nowhere", "One"):
        with pytest.raises(PageFault, match="links say"):
            page.click(words)


def test_only_what_a_reader_could_do_can_be_filled_in(app: FastAPI) -> None:
    form = Reader(app).open("/style").form("form")

    for wrong in ({"nonsense": "x"}, {"kind": "weather"}):
        with pytest.raises(PageFault):
            form.fill(wrong)
    with pytest.raises(PageFault, match="no button"):
        form.submit("Fly")
    with pytest.raises(PageFault, match="forms fit"):
        form.page.form("no such form")


def test_a_form_sends_what_stands_in_it(app: FastAPI) -> None:
    form = Reader(app).open("/style").form("form").fill(support=["large", "phone"], agreed=True)

    assert form.values | {"story": ["x"]} == {
        "name": ["Ada Example"],
        "kind": ["goods"],
        "work_note": [""],
        "bought_on-day": ["9"],
        "bought_on-month": ["1"],
        "bought_on-year": ["2026"],
        "paid": ["yes"],
        "story": ["x"],
        "support": ["large", "phone"],
        "address-line1": [""],
        "address-line2": [""],
        "address-town": [""],
        "address-postcode": [""],
        "amounts-0-reason": ["Washing machine"],
        "amounts-0-sum": ["389.50"],
        "amounts-1-reason": ["Call-out of a plumber"],
        "amounts-1-sum": ["85.00"],
        "agreed": ["yes"],
    }


@both_ways
def test_the_style_page_can_be_tried_to_the_end(app: FastAPI, scripts: bool) -> None:
    form = Reader(app, scripts=scripts).open("/style").form("form")

    shown = form.fill(name="", agreed=True).submit(status=422)

    assert shown.is_part is scripts
    assert shown.errors == {
        "name": "Enter your full name.",
        "story": "Enter what happened.",
        "address-line1": "Enter the house and street.",
        "address-town": "Enter the town or city.",
        "address-postcode": "Enter the postcode.",
    }
    answers = {
        "name": "Ada Example",
        "story": "It stopped.",
        "address-line1": "1 Long Lane",
        "address-town": "Sampletown",
        "address-postcode": "AB1 2CD",
        "files": [("photo.jpg", b"picture", "image/jpeg")],
    }
    done = shown.form("form").fill(answers).submit()
    assert (done.status, done.is_part, done.path) == (200, False, "/style")


def test_tables_and_routes_can_be_listed(app: FastAPI) -> None:
    page = Reader(app).open("/style")

    assert page.table(1)[-1] == ["Total", "£524.50"]
    assert ("POST", "/send") in route_paths(app)
