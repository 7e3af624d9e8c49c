"""Style sheet, scripts and icons: small, hashed, kept for a year, and fit for every reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.web.tiny import make_app, make_look
from web.assets import FOR_A_YEAR, STATIC, Assets, MissingAsset, htmx_folder, load_assets

CSS = (STATIC / "court.css").read_text()
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|(?:min-|max-)?(?:width|height))\s*:|text-align:\s*(?:left|right)|float:"
)


@pytest.fixture
def client() -> TestClient:
    return TestClient(make_app(), base_url="http://127.0.0.1:8000")


def test_the_whole_look_fits_the_budget_of_a_slow_line() -> None:
    sizes = {name: len(asset.packed) for name, asset in load_assets().items()}

    assert sizes["court.css"] <= 10_000
    assert sizes["court.js"] <= 5_000
    assert sizes["icons.svg"] <= 4_000
    assert sizes["court.css"] + sizes["court.js"] + sizes["htmx.js"] + sizes["icons.svg"] <= 30_000


def test_the_style_sheet_knows_no_left_and_right() -> None:
    rules = re.sub(r"@media \([^)]*\)|/\*.*?\*/", "", CSS, flags=re.DOTALL)

    assert PHYSICAL.findall(rules) == []
    assert PHYSICAL.search("a { margin-left: 1px }")


def test_the_style_sheet_fetches_nothing_from_elsewhere() -> None:
    assert re.findall(r"url\(|@import|https?://", CSS) == []


def test_every_class_and_icon_the_macros_name_exists() -> None:
    icons = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    templates = Path(STATIC.parent / "templates")
    named = set()
    for path in templates.rglob("*.html"):
        named |= set(re.findall(r'icon\("([a-z]+)"', path.read_text()))

    assert named - icons == set()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("court.css", "text/css; charset=utf-8"),
        ("court.js", "text/javascript; charset=utf-8"),
        ("htmx.js", "text/javascript; charset=utf-8"),
        ("htmx-sse.js", "text/javascript; charset=utf-8"),
        ("icons.svg", "image/svg+xml"),
        ("mark.svg", "image/svg+xml"),
    ],
)
def test_an_asset_may_be_kept_for_a_year(client: TestClient, name: str, media_type: str) -> None:
    assets = make_look().assets

    response = client.get(assets.url(name))

    assert response.status_code == 200
    assert response.content == assets.files[name].body
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == FOR_A_YEAR
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_an_asset_is_sent_plain_to_a_browser_that_asks_so(client: TestClient) -> None:
    response = client.get(make_look().assets.url("court.css"), headers={"Accept-Encoding": "br"})

    assert "content-encoding" not in response.headers
    assert response.text == CSS


def test_an_address_of_yesterday_still_works_but_is_not_kept(client: TestClient) -> None:
    response = client.get("/assets/0000000000000000/court.css")

    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", ["/assets/x/none.css", "/assets", "/assets/../odr/app.py"])
def test_nothing_else_can_be_fetched_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_asset_cannot_be_written(client: TestClient) -> None:
    url = make_look().assets.url("court.css")

    assert client.post(url, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 405


def test_the_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "court.css").write_text("a{}")
    before = Assets(load_assets(tmp_path)).url("court.css")
    (tmp_path / "court.css").write_text("b{}")

    assert Assets(load_assets(tmp_path)).url("court.css") != before


def test_a_missing_htmx_file_is_named_at_start_up(tmp_path: Path) -> None:
    with pytest.raises(MissingAsset, match=re.escape("htmx-2.min.js")):
        load_assets(tmp_path, htmx=tmp_path)


def test_an_unknown_asset_is_a_mistake_of_the_template() -> None:
    with pytest.raises(KeyError):
        make_look().assets.url("none.css")


def test_the_htmx_wheel_is_installed() -> None:
    assert (htmx_folder() / "htmx-2.min.js").is_file()


def test_the_style_page_is_for_the_demo_only(client: TestClient) -> None:
    real: FastAPI = make_app(look=make_look(demo=False))

    assert client.get("/style").status_code == 200
    assert TestClient(real, base_url="http://127.0.0.1:8000").get("/style").status_code == 404
