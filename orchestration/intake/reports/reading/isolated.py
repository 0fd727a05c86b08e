"""Calamine in a process of its own, with bounded memory: on some damaged files it aborts the whole process.
A script that imports nothing of the project; `reader` starts it, feeds it one workbook after another, and ends it.

First comes a message of length 0: it is ready. A message is its length (8 bytes, big endian) and its bytes; nothing in
it can be anything but data. In: a JSON order and the workbook's bytes, two messages. Out: JSON, `{"error": text}` or a
list of `[name, visible, rows or null, merged ranges]`; a cell that JSON does not know is `{"date" | "datetime" |
"time": ISO text}` or `{"seconds": number}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import sys
import time as clock
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

try:
    import resource
except ImportError:  # Windows: there the limits on the file and on the time bound what it may take
    resource = None  # type: ignore[assignment]

_HEAD_ROWS = 200
_MOST_FURTHER = 2
_VISIBLE, _CELLS = SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet


def _key(text: str) -> str:
    """As `spellings.title_key`, which this script cannot import."""
    return _bare(re.sub(r"\([^)]*(?:\)|$)|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)", " ", text[:200])) or _bare(text[:200])


def _bare(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in bare if not unicodedata.combining(c)).lower())


def read_sheets(content: bytes, order: dict[str, Any]) -> list[list[Any]]:
    """Every sheet's name and whether it is visible, with rows and merged ranges of those that matter.

    Of each wanted name (normal form) that is the first visible sheet, else the first hidden one. Of the other visible
    sheets, those whose head shows at least `least` of the `titles`, as far as `seconds` and `cells` reach.

    Raises:
        ValueError: a wanted sheet is larger than the limits.
        Exception: whatever calamine raises on a damaged file.
    """
    began, budget, answer = clock.process_time(), order["cells"], []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheets = [(s.name, s.visible == _VISIBLE, s.typ == _CELLS) for s in book.sheets_metadata]
        wanted = _chosen(sheets, order["wanted"])
        for name in wanted:
            sheet = book.get_sheet_by_name(name)
            budget -= sheet.total_width * sheet.total_height
            if sheet.total_width > order["columns"] or budget < 0:
                raise ValueError("too large")
            wanted[name] = _told(sheet, order)
        further = 0
        for name, visible, cells in sheets:
            told = wanted.get(name)
            looked_at = told is None and visible and cells and further < _MOST_FURTHER
            if looked_at and clock.process_time() - began < order["seconds"]:
                with contextlib.suppress(Exception):  # an odd sheet that nobody asked for does not spoil the report
                    sheet = book.get_sheet_by_name(name)
                    size = sheet.total_width * sheet.total_height
                    if order["least"] <= sheet.total_width <= order["columns"] and size <= budget:
                        budget -= size
                        rows, merged = _told(sheet, order)
                        told = [rows, merged] if _shows(rows, order) else None
                        further += told is not None
            answer.append([name, visible, *(told or [None, []])])
    return answer


def _told(sheet: Any, order: dict[str, Any]) -> list[Any]:
    """Rows and merged ranges, of these one more than the limit: whoever asks refuses such a book."""
    return [sheet.to_python(skip_empty_area=False), (sheet.merged_cell_ranges or [])[: order["merged"] + 1]]


def _shows(rows: list[list[Any]], order: dict[str, Any]) -> bool:
    titles = set(order["titles"])
    keys = ({_key(cell) for cell in row if isinstance(cell, str)} for row in rows[:_HEAD_ROWS])
    return any(len(titles & shown) >= order["least"] for shown in keys)


def _chosen(sheets: list[tuple[str, bool, bool]], wanted: list[str]) -> dict[str, Any]:
    by_key: dict[str, str] = {}
    for name, _, _ in sorted(sheets, key=lambda sheet: not sheet[1]):
        by_key.setdefault(_key(name), name)
    return {by_key[key]: None for key in wanted if key in by_key}


def _as_json(cell: object) -> dict[str, Any]:
    if isinstance(cell, datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date | time):
        return {type(cell).__name__: cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    raise TypeError(type(cell).__name__)


def _bound(memory: int) -> None:
    """Takes the system's own limits where they are lower, and does without where it gives none (macOS: no memory)."""
    if resource is None:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))


def main() -> None:
    """Answers until its input ends; the only argument is the most bytes of address space."""
    _bound(int(sys.argv[1]))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what calamine says on a panic may quote the file
    sys.stdout.buffer.write(bytes(8))
    sys.stdout.buffer.flush()
    while size := sys.stdin.buffer.read(8):
        order = json.loads(sys.stdin.buffer.read(int.from_bytes(size, "big")))
        content = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(8), "big"))
        try:
            answer = json.dumps(read_sheets(content, order), default=_as_json).encode()
            if len(answer) > order["bytes"]:
                raise ValueError("too large")
        except BaseException as error:  # a panic of calamine's is no Exception
            answer = json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
        sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
