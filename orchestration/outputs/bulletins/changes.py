"""What an edition says differently from the one before it, and which reports can have moved it.
The editions' records are written by `produce.py`; which reports count is the publications' manifests to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.outputs.bulletins.figures import Span
from orchestration.outputs.documents.blocks import RESERVED, Value
from orchestration.publication.comparison import ReportChange, report_changes
from orchestration.publication.manifest import Manifest

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """One figure that differs: a count, None without data, RESERVED kept back.

    `was_there` and `is_there` tell a figure without data from one that is not printed.
    """

    place: Place
    before: Value
    now: Value
    was_there: bool
    is_there: bool
    reports: tuple[ReportChange, ...]


@dataclass(frozen=True)
class Changes:
    """Against an earlier edition's record. `manifest` is None when its publication is not kept any more.

    `rules_changed` is of the warehouse's project, `smallest_changed` of the rule of small numbers.
    """

    edition: int
    version: int
    published_at: str
    manifest: Manifest | None
    rules_changed: bool
    smallest_changed: bool
    figures: tuple[Change, ...]


def changes_since(
    record: Mapping[str, Any],
    before: Manifest | None,
    now: Manifest,
    content: Mapping[str, Any],
    span: Span,
) -> Changes:
    """`record` is the earlier edition's, `content` what this one's will say of its figures (`cifras`) and rule."""
    reports = () if before is None else _in_span(report_changes(before, now), span)
    old, new = _by_place(record["cifras"]), _by_place(content["cifras"])
    moved = tuple(
        Change(
            place, _value(old, place), _value(new, place), place in old, place in new, _able(old, new, place, reports)
        )
        for place in [*new, *(place for place in old if place not in new)]
        if _differs(old, new, place)
    )
    rules = before is not None and before.proyecto != now.proyecto
    smallest = record["celda_minima"] != content["celda_minima"]
    return Changes(record["edicion"], record["publicacion"], record["publicado_en"], before, rules, smallest, moved)


def figures_that_differ(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> int:
    """How many figures of two editions' `cifras` differ, or stand in one of them alone."""
    old, new = _by_place(before), _by_place(now)
    return sum(_differs(old, new, place) for place in old | new)


def _by_place(figures: Sequence[Mapping[str, Any]]) -> dict[Place, Mapping[str, Any]]:
    return {(figure["donde"], figure["fila"], figure["columna"]): figure for figure in figures}


def _value(figures: Mapping[Place, Mapping[str, Any]], place: Place) -> Value:
    figure = figures.get(place, {"valor": None})
    value: int | None = figure["valor"]
    return RESERVED if figure.get("reservada") else value


def _differs(old: Mapping[Place, Mapping[str, Any]], new: Mapping[Place, Mapping[str, Any]], place: Place) -> bool:
    """A percentage is in a record only where it is kept back: that it goes or comes is no change of its own."""
    before, now = _value(old, place), _value(new, place)
    if place in old and place in new:
        return before != now
    return RESERVED not in (before, now)


def _in_span(reports: Sequence[ReportChange], span: Span) -> tuple[ReportChange, ...]:
    first, last = f"{span.year}-01", f"{span.year}-{span.month:02d}"
    return tuple(report for report in reports if first <= report.periodo <= last)


def _able(
    old: Mapping[Place, Mapping[str, Any]],
    new: Mapping[Place, Mapping[str, Any]],
    place: Place,
    reports: tuple[ReportChange, ...],
) -> tuple[ReportChange, ...]:
    """The changed reports of the row's centre; all of them where the row is no centre's."""
    centre = (new.get(place) or old[place])["clave"]
    return tuple(report for report in reports if centre in (None, report.cite_codigo))
