"""Reads a court pack from its file and refuses one that has holes or guesses in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError

from cases.packs.calculators import SeriesRate
from cases.packs.defaults import on_top
from cases.packs.schema import Coded, Pack
from cases.packs.sourcing import PRODUCT, Unwrapping
from cases.packs.terms import Refers, Text, context_of
from cases.packs.vocabulary import FactName

NO_SERIES: Mapping[str, Any] = MappingProxyType({})
DATA = Path(__file__).resolve().parent / "data"


class PackRefused(ValueError):
    """A pack that must not be used, with everything that is wrong with it."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(f"The court pack {name} is refused:\n" + "\n".join(problems))
        self.problems = problems


class _StrictLoader(yaml.SafeLoader):
    """Plain YAML in which a key may stand only once, and only true and false are yes and no."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(
                None, None, "a name stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, words) for tag, words in known if tag != "tag:yaml.org,2002:bool"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"]
)


def read_yaml(path: Path) -> Any:
    """Read one data file; a name written twice in one place is refused."""
    return yaml.load(path.read_text("utf-8"), _StrictLoader)  # noqa: S506 - a SafeLoader, stricter


def available_packs(folder: Path = DATA) -> tuple[str, ...]:
    """List the packs that can be loaded."""
    return tuple(sorted(path.stem for path in folder.glob("??-*.yaml")))


@lru_cache(maxsize=64)
def load_pack(pack_id: str, version: str | None = None, folder: Path = DATA) -> Pack:
    """Return a court's pack; a case asks with the version it began under.

    The newest version lies in data/, earlier ones stay in data/earlier/ as long as
    a case lives by them.
    """
    if pack_id not in available_packs(folder):
        raise PackRefused(pack_id, ["there is no such pack"])
    pack = read_pack(folder / f"{pack_id}.yaml")
    if version in (None, pack.version):
        return pack
    earlier = folder / "earlier" / f"{pack_id}-{version}.yaml"
    if earlier not in set(earlier.parent.glob("*.yaml")):
        raise PackRefused(pack_id, [f"there is no version {version}"])
    return read_pack(earlier)


def read_pack(path: Path) -> Pack:
    """Read, check and return one pack file."""
    raw = read_raw(path)
    return make_pack(path.name, raw, pinned=_pinned(path, raw), series=_series(path, raw))


def read_raw(path: Path) -> dict[str, Any]:
    """Read a pack file and lay it over the edition of the service's defaults that it names."""
    own = read_yaml(path)
    if not isinstance(own, dict):
        raise PackRefused(path.name, ["the file is not a pack"])
    edition = str(own.get("defaults", ""))
    known = {file.stem: file for file in (DATA / "defaults").glob("*.yaml")}
    if edition not in known:
        raise PackRefused(path.name, [f"there is no edition {edition!r} of the defaults"])
    merged: dict[str, Any] = on_top(read_yaml(known[edition]), own)
    return merged


def make_pack(
    name: str,
    raw: Mapping[str, Any],
    *,
    pinned: Mapping[int, Any],
    series: Mapping[str, Any] = NO_SERIES,
) -> Pack:
    """Make a pack of raw data, the closed days of each pinned year and its series of rates."""
    unwrapping = Unwrapping()
    plain = unwrapping.pack(raw)
    if unwrapping.problems:
        raise PackRefused(name, unwrapping.problems)
    days = {day: label for year in pinned.values() for day, label in year.items()}
    plain |= {
        "figures": tuple(unwrapping.figures),
        "series": series,
        "holidays": days,
        "pinned_years": tuple(sorted(pinned)),
    }
    try:
        pack = Pack.model_validate(plain, context=context_of(plain))
    except (ValidationError, TypeError) as wrong:
        raise PackRefused(name, [str(wrong)]) from wrong
    problems = [*_unknown_sources(pack), *_unknown_names(pack), *_texts(pack), *_dates(pack)]
    if problems:
        raise PackRefused(name, problems)
    return pack


def _pinned(path: Path, raw: Mapping[str, Any]) -> dict[int, dict[date, str]]:
    """Read the closed days that were fixed for each year."""
    name = raw.get("calendar", {}).get("pinned", "")
    folder = next((p for p in path.parents if (p / "holidays").is_dir()), path.parent)
    files = sorted((folder / "holidays").glob(f"{name}-????.yaml"))
    return {int(file.stem[-4:]): read_yaml(file)["days"] for file in files}


def _series(path: Path, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Read the series of rates whose names begin with that of the pack."""
    folder = next((p for p in path.parents if (p / "series").is_dir()), path.parent) / "series"
    stem = f"{raw.get('id', '')}."
    return {
        file.stem.removeprefix(stem): read_yaml(file)
        for file in sorted(folder.glob(f"{stem}*.yaml"))
    }


def parts_of(part: BaseModel) -> Iterator[BaseModel]:
    """Walk through a part of a pack and everything inside it."""
    yield part
    for name in type(part).model_fields:
        yield from _inside(getattr(part, name))


def _inside(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield from parts_of(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _inside(item)


def _unknown_sources(pack: Pack) -> Iterator[str]:
    known = {*pack.sources, PRODUCT}
    for figure in pack.figures:
        for code in figure.provenance.source:
            if code not in known:
                yield f"{figure.path}: there is no source {code}"


def _unknown_names(pack: Pack) -> Iterator[str]:
    """Name each reference to a clock, a fee, a series or a kind that the pack does not have."""
    staged = (clock for stage in pack.stages for clock in stage.clocks)
    known = {
        "deadline": {clock.code for clock in (*pack.deadlines, *staged)},
        "fee": {fee.code for fee in pack.fees},
        "fee with a table of its own": {fee.code for fee in pack.fees if fee.same_as is None},
    }
    unknown = {
        f"there is no {kind} {code}"
        for part in parts_of(pack)
        for kind, code in _references(part)
        if code not in known[kind]
    }
    yield from sorted(unknown)
    for rule in pack.interest:
        if isinstance(rule.rate, SeriesRate) and rule.rate.series not in pack.series:
            yield f"there is no series of rates {rule.rate.series}"
    yield from _unknown_kinds(pack)
    yield from _twice(pack)


def _references(part: BaseModel) -> Iterator[tuple[str, str]]:
    """Read off the types of a part which of its codes point to another part."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        for marker in (*field.metadata, *_markers(field.annotation)):
            if isinstance(marker, Refers) and value is not None:
                codes = value if isinstance(value, tuple) else (value,)
                yield from ((marker.to, code) for code in codes)


def _markers(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _markers(inner)


def _unknown_kinds(pack: Pack) -> Iterator[str]:
    kinds = {kind.code for kind in pack.scope.kinds}
    for stage in pack.stages:
        for asked in stage.skip_when.asked() if stage.skip_when else ():
            if asked.fact is FactName.CLAIM_KIND:
                named = asked.value if isinstance(asked.value, tuple) else (asked.value,)
                for code in sorted({str(value) for value in named} - kinds):
                    yield f"there is no kind of claim {code}"


def _twice(pack: Pack) -> Iterator[str]:
    """Name each code that stands for two things; clocks may repeat when conditions differ."""
    groups: tuple[tuple[Coded, ...], ...] = (
        pack.fees,
        pack.fixed_costs,
        pack.stages,
        pack.interest,
        pack.scope.kinds,
        pack.service.methods,
        pack.documents,
        tuple(c for c in pack.deadlines if c.when is None),
    )
    for group in groups:
        codes = [part.code for part in group]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield f"the code {code} stands for two things"


def _texts(pack: Pack) -> Iterator[str]:
    """Name each text that lacks the default language or uses one the court has not."""
    default = pack.court.default_language
    languages = set(pack.court.languages)
    if default not in languages:
        yield f"the default language {default} is not one of the court's languages"
    for part in parts_of(pack):
        if isinstance(part, Text):
            if next(iter(part.root), None) != default:
                yield f"a text does not begin with the default language: {part.root}"
            for unknown in sorted(part.root.keys() - languages):
                yield f"{unknown} is not a language of the court: {part.root}"
    keys = set(pack.text.get(default, {}))
    for spoken, sentences in pack.text.items():
        for key in sorted(sentences.keys() - keys):
            yield f"text.{spoken}.{key} is missing in the default language"
    if not keys:
        yield "the pack has no sentences in its default language"


def _dates(pack: Pack) -> Iterator[str]:
    """Name each date that lies outside the years whose closed days are pinned."""
    years = pack.pinned_years
    if not years or list(years) != list(range(years[0], years[-1] + 1)):
        yield "the closed days are not pinned for each year in a row"
        return
    pinned = range(years[0], years[-1] + 1)
    asked = [*pack.calendar.extra_closed, *pack.calendar.extra_open, *pack.holidays]
    asked += [day for day in (pack.valid.start, pack.valid.end) if day is not None]
    for day in asked:
        if day.year not in pinned:
            yield f"{day.isoformat()} lies outside the pinned years"
