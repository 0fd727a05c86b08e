"""The lineage as a drawing: a column a layer, a line from what is read to what reads it.
What comes from what is the project's to say (`project.py`); colours and behaviour are the page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.outputs.dictionary.project import LAYERS, Entry

_COLUMN, _BOX, _ROW, _TOP = 224, 190, 24, 34
# What leaves is named in words, and the last column has room for them.
_LAST_BOX = 232
# Sources, catalogues and published figures stand in one column: all three are where data enter.
_COLUMNS = (("raw", "catalogos", "publicado"), ("staging",), ("intermediate",), ("marts",), ("salidas",))
_SWEEPS = 4


@dataclass(frozen=True)
class Box:
    """One table, placed: `x` and `y` of its upper left corner, and its `width`."""

    id: str
    name: str
    layer: str
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Line:
    """From one box to another, as an SVG path."""

    source: str
    target: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """What the page draws, in pixels."""

    width: int
    height: int
    box_height: int
    headings: tuple[tuple[int, str], ...]
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(entries: Mapping[str, Entry]) -> Drawing:
    """Every table and exposure in its layer's column, near what it is joined to."""
    columns = _ordered(entries)
    tallest = max(len(column) for column in columns)
    boxes = {
        id: Box(
            id=id,
            name=entries[id].label,
            layer=entries[id].layer,
            x=place * _COLUMN,
            y=_TOP + _offset(column, tallest) + row * _ROW,
            width=_LAST_BOX if column is columns[-1] else _BOX,
        )
        for place, column in enumerate(columns)
        for row, id in enumerate(column)
    }
    return Drawing(
        width=(len(columns) - 1) * _COLUMN + _LAST_BOX,
        height=_TOP + tallest * _ROW,
        box_height=_ROW - 4,
        headings=tuple((place * _COLUMN, _heading(layers)) for place, layers in enumerate(_COLUMNS)),
        boxes=tuple(boxes.values()),
        lines=tuple(_line(boxes[above], box) for box in boxes.values() for above in entries[box.id].upstream),
    )


def _ordered(entries: Mapping[str, Entry]) -> list[list[str]]:
    """Each column's tables by the mean place of their neighbours, swept a few times: fewer lines cross."""
    columns = [[id for id, entry in entries.items() if entry.layer in layers] for layers in _COLUMNS]
    for _ in range(_SWEEPS):
        for column in columns:
            heights = {id: (row + 0.5) / len(c) for c in columns for row, id in enumerate(c)}
            column.sort(key=lambda id: _mean([heights[n] for n in _neighbours(entries[id]) if n in heights]))
    return columns


def _neighbours(entry: Entry) -> tuple[str, ...]:
    return entry.upstream + entry.downstream


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.5


def _offset(column: list[str], tallest: int) -> int:
    return (tallest - len(column)) * _ROW // 2


def _heading(layers: tuple[str, ...]) -> str:
    return "Origen" if len(layers) > 1 else LAYERS[layers[0]]


def _line(source: Box, target: Box) -> Line:
    start, end = (source.x + source.width, source.y + 10), (target.x, target.y + 10)
    if target.x <= source.x:  # within a column, or back: the line leaves and enters on the left
        start = (source.x, source.y + 10)
        bend = source.x - 26
        path = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    else:
        middle = (start[0] + end[0]) // 2
        path = f"M{start[0]} {start[1]}C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"
    return Line(source.id, target.id, path)
