"""The court's application remembers where its pages stand."""

from __future__ import annotations

import pytest
from fastapi import APIRouter
from starlette.routing import NoMatchFound

from web.site import Site


def make_site() -> Site:
    router = APIRouter(prefix="/cases/{claim_id}")
    router.get("/{place}-room", name="room")(lambda: None)
    site = Site()
    site.include_router(router)
    return site


def test_an_address_is_filled_in_anew_each_time() -> None:
    site = make_site()

    addresses = [str(site.url_path_for("room", claim_id=n, place="joint")) for n in (1, 2, 1)]

    assert addresses == ["/cases/1/joint-room", "/cases/2/joint-room", "/cases/1/joint-room"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [("cellar", {"claim_id": "1"}), ("room", {"claim_id": "1"}), ("room", {})],
)
def test_a_page_that_is_not_there_has_no_address(name: str, parts: dict[str, str]) -> None:
    site = make_site()

    with pytest.raises(NoMatchFound):
        site.url_path_for(name, **parts)


@pytest.mark.parametrize("part", ["", "a/b"])
def test_a_part_that_would_lead_elsewhere_is_refused(part: str) -> None:
    site = make_site()

    with pytest.raises(AssertionError):
        site.url_path_for("room", claim_id=part, place="joint")
