"""What calamine does not tell of an xlsx: how far its cells reach, formulas without value, errors, and the 1904 count.
The cells themselves come from `reader`; putting both together belongs to `workbook`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from orchestration.core.catalogs import name_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.aside import Aside, LeftOut, check_extent
from orchestration.intake.reports.reading.cells import Formula
from orchestration.intake.reports.reading.containers import Unreadable, open_zip

# Every run is bounded, so that no hostile markup makes a search more than linear.
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\s[^<>]{0,300}?\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"'][^<>]{0,300}?(/?)>")
_NO_VALUE = rb"\s*(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s*</(?:\w{1,20}:)?c>"
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>\s?<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>(?P<text>[^<]{0,8192})</(?:\w{1,20}:)?f>)" + _NO_VALUE
)
_ERROR = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>(?:<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>[^<]{0,8192}</(?:\w{1,20}:)?f>))?<(?:\w{1,20}:)?v>(?P<text>#[^<]{1,20})<"
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"']")


def look_aside(content: bytes, wanted: set[str]) -> Aside:
    """Reads what stands beside the cells, the first sheet of each wanted name (`name_key` form) alone.

    Raises:
        Unreadable: the book's index or a wanted sheet is larger than the limits.
    """
    with open_zip(content) as archive:
        parts, date_1904 = _sheet_parts(archive)
        first = {name_key(name): name for name in reversed(parts) if name_key(name) in wanted}
        sheets = {name: archive.read(parts[name]) for name in first.values()}
    for xml in sheets.values():
        _measure(xml)
    return Aside(date_1904, {name: list(_left_out(xml)) for name, xml in sheets.items()})


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Archive member by sheet name, and whether dates count from 1904; nothing where the book's parts are unusual."""
    files = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
    members = {info.filename: info.file_size for info in archive.infolist()}
    if any(members.get(file, 0) > limits.MAX_INDEX_BYTES for file in files):
        raise Unreadable("el índice de hojas del libro es desmesurado; copie sus hojas a un libro nuevo")
    try:
        book, relations = (ElementTree.fromstring(archive.read(file)) for file in files)
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        parts = {
            str(sheet.get("name")): _member(str(targets.get(_relation(sheet), "")))
            for sheet in book.iterfind("{*}sheets/{*}sheet")
        }
        properties = book.find("{*}workbookPr")
        date_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return (parts if set(parts.values()) <= set(members) else {}), date_1904
    except Exception:  # what is unusual here calamine may still read
        return {}, False


def _relation(sheet: ElementTree.Element) -> str | None:
    """The sheet's `r:id`, whose namespace is another in Excel's strict format."""
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _member(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _measure(xml: bytes) -> None:
    """Refuses a sheet with a filled cell far from its table, with words that tell an honest sender what to do.

    What this overlooks, the reading process refuses for want of memory.
    """
    columns: set[bytes] = set()
    height = 0
    for cell in _CELL.finditer(xml):
        if not cell[3]:
            columns.add(cell[1])
            height = max(height, int(cell[2]))
    width = max(map(_column_number, columns), default=0)
    check_extent(height, width)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _left_out(xml: bytes) -> Iterator[LeftOut]:
    """Formulas without a stored value and errors such as #N/A."""
    if b"<f" in xml or b":f" in xml:
        for found in _FORMULA.finditer(xml):
            if not re.search(rb"\bt=[\"'](?:str|e)[\"']", found["attrs"]):
                yield from _placed(found["attrs"], Formula("=" + (found["text"] or b"").decode("utf-8", "replace")))
    if b't="e"' in xml or b"t='e'" in xml:
        for found in _ERROR.finditer(xml):
            if re.search(rb"\bt=[\"']e[\"']", found["attrs"]):
                yield from _placed(found["attrs"], found["text"].decode("utf-8", "replace"))


def _placed(attributes: bytes, value: str) -> Iterator[LeftOut]:
    reference = _REFERENCE.search(attributes)
    if reference is None:
        return
    row, column = int(reference[2]) - 1, _column_number(reference[1]) - 1
    if 0 <= row < limits.MAX_ROWS and 0 <= column < limits.MAX_COLUMNS:
        yield row, column, value
