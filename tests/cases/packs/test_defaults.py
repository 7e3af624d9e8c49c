"""A pack says only what is its own, and everything else comes from the edition it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cases.packs import load_pack
from cases.packs.defaults import on_top
from cases.packs.loader import DATA, PackRefused, read_raw, read_yaml
from tests.cases.packs.samples import ENGLAND

USUAL = {"code": "reply", "title": {"en": "Reply"}, "period": {"value": 7, "source": "product"}}


@pytest.mark.parametrize(
    ("own", "merged"),
    [
        ({}, {"clocks": [USUAL], "free": True}),
        ({"free": False}, {"free": False, "clocks": [USUAL]}),
        (
            {"clocks": [{"code": "reply", "period": {"value": 9, "source": "LAW"}}]},
            {
                "free": True,
                "clocks": [USUAL | {"period": {"value": 9, "source": "LAW"}}],
            },
        ),
        (
            {"clocks": [{"code": "reply", "when": 1}, {"code": "reply", "when": 2}]},
            {
                "free": True,
                "clocks": [{"code": "reply", "when": 1}, {"code": "reply", "when": 2}],
            },
        ),
        ({"clocks": [{"code": "other"}]}, {"free": True, "clocks": [{"code": "other"}, USUAL]}),
    ],
)
def test_parts_are_matched_by_name_and_by_code(own: dict[str, Any], merged: Any) -> None:
    assert on_top({"clocks": [USUAL], "free": True}, own) == merged


def test_a_pack_names_the_edition_it_was_written_on(tmp_path: Path) -> None:
    path = tmp_path / "xx-court.yaml"
    path.write_text("id: xx-court\ndefaults: '1999.1'\n")

    with pytest.raises(PackRefused, match="no edition '1999"):
        read_raw(path)


def test_england_changes_one_clock_and_keeps_the_others() -> None:
    own = read_yaml(DATA / f"{ENGLAND}.yaml")
    pack = load_pack(ENGLAND)

    (offer,) = pack.clocks("offer")
    assert [clock["code"] for clock in own["stages"][0]["clocks"]] == ["offer"]
    assert (offer.behind("period").source, offer.title.read()) == (("CS",), "Answer the offer")
    assert pack.clocks("blind_round")[0].behind("period").source == ("product",)


def test_the_defaults_rest_on_no_law() -> None:
    """A figure from the law of one country must never reach another by way of the defaults."""
    for path in (DATA / "defaults").glob("*.yaml"):
        found = list(_sources(read_yaml(path)))

        assert set(found) == {"product"}


def _sources(value: Any) -> Any:
    if isinstance(value, dict):
        if "source" in value:
            yield value["source"] or "product"
        for part in value.values():
            yield from _sources(part)
    elif isinstance(value, list):
        for part in value:
            yield from _sources(part)
