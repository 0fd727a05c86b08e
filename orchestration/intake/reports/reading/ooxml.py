"""What calamine does not tell of an xlsx: how far its cells reach, formulas without value, errors, and the 1904 count.
The cells themselves come from `reader`; putting both together belongs to `workbook`."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import islice
from xml.etree import ElementTree

from orchestration.core.spellings import title_key
from orchestration.intake.reports.reading import limits
from orchestration.intake.reports.reading.aside import WITHOUT_VALUE, Aside, LeftOut, check_extent, check_oddities
from orchestration.intake.reports.reading.cells import Formula
from orchestration.intake.reports.reading.containers import Unreadable, open_zip, part_key

# Every run is bounded, so that no hostile markup makes a search more than linear.
# A filled cell; a blank one, of which a styled sheet has millions, is passed over without a word.
_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?![^<>]{0,100}/>)[^<>]{0,60}?\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"'][^<>]{0,100}>"
)
_NO_VALUE = rb"\s*(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s*</(?:\w{1,20}:)?c>"
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>\s?<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>(?P<text>[^<]{0,8192})</(?:\w{1,20}:)?f>)" + _NO_VALUE
)
_ERROR = re.compile(
    rb"<(?:\w{1,20}:)?c\s(?P<attrs>[^<>]{0,300})(?<!/)>(?:<(?:\w{1,20}:)?f\b[^<>]{0,300}"
    rb"(?:/>|>[^<]{0,8192}</(?:\w{1,20}:)?f>))?<(?:\w{1,20}:)?v>(?P<text>#[^<]{1,20})<"
)
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s([^<>]{0,300})>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d{1,9})[\"']")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{1,9})(\d{1,9})[\"']")


def look_aside(content: bytes, wanted: set[str]) -> Aside:
    """Reads what stands beside the cells, of every sheet of a wanted name (`title_key` form).

    Raises:
        Unreadable: the book's index or a wanted sheet is larger than the limits.
    """
    with open_zip(content) as archive:
        parts, date_1904 = _sheet_parts(archive)
        named = {name: part for name, part in parts.items() if title_key(name) in wanted}
        # One part under many names is one sheet: each is read once.
        sheets = {name: archive.read(part) for part, name in {part: name for name, part in named.items()}.items()}
    for xml in sheets.values():
        _measure(xml)
    left_out = {name: list(islice(_left_out(xml), limits.MAX_ODDITIES + 1)) for name, xml in sheets.items()}
    check_oddities(max(map(len, left_out.values()), default=0), WITHOUT_VALUE)
    return Aside(date_1904, left_out, hidden={name: _hidden_rows(xml) for name, xml in sheets.items()})


def _hidden_rows(xml: bytes) -> set[int]:
    if b"hidden=" not in xml:
        return set()
    shown = (found[1] for found in _ROW.finditer(xml) if _HIDDEN.search(found[1]))
    return {int(number[1]) for row in shown if (number := _ROW_NUMBER.search(row))}


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Archive member by sheet name, and whether dates count from 1904; nothing where the book's parts are unusual."""
    members = {part_key(info.filename): info for info in archive.infolist()}
    book_part = _book_part(archive, members)
    folder, _, file = book_part.rpartition("/")
    files = (book_part, f"{folder}/_rels/{file}.rels".lstrip("/"))
    if any(members[file].file_size > limits.MAX_INDEX_BYTES for file in files if file in members):
        raise Unreadable("su índice de hojas es desmesurado; copie la carátula y la tabla a un libro nuevo")
    try:
        book, relations = (ElementTree.fromstring(archive.read(members[file])) for file in files)
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        parts = {
            str(sheet.get("name")): _member(folder, str(targets.get(_relation(sheet), "")))
            for sheet in book.iterfind("{*}sheets/{*}sheet")
        }
        properties = book.find("{*}workbookPr")
        date_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        return {name: members[part].filename for name, part in parts.items() if part in members}, date_1904
    except Exception:  # what is unusual here calamine may still read
        return {}, False


def _book_part(archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo]) -> str:
    """Where the book's index lies: usually `xl/workbook.xml`, else where the archive's own relations say."""
    if "xl/workbook.xml" in members or "_rels/.rels" not in members:
        return "xl/workbook.xml"
    try:
        relations = ElementTree.fromstring(archive.read(members["_rels/.rels"]))
    except ElementTree.ParseError:
        return "xl/workbook.xml"
    targets = (r.get("Target", "") for r in relations if r.get("Type", "").endswith("/officeDocument"))
    return part_key(next(targets, "xl/workbook.xml"))


def _relation(sheet: ElementTree.Element) -> str | None:
    """The sheet's `r:id`, whose namespace is another in Excel's strict format."""
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)


def _member(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return part_key(posixpath.normpath(target if target.startswith("/") else f"{folder}/{target}"))


def _measure(xml: bytes) -> None:
    """Refuses a sheet with a filled cell far from its table, with words that tell an honest sender what to do.

    What this overlooks, the reading process refuses for want of memory.
    """
    columns: set[bytes] = set()
    height = 0
    for cell in _CELL.finditer(xml):
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
