"""A workbook read in a process of its own, with bounded memory and time, for what cannot be measured beforehand.
A script: it imports nothing of the project and is never imported for its work; `workbook` starts it.

Reads from standard input the pickled (content, keys of the sheets wanted, limits) and writes the pickled outcome:
a list of (sheet name, rows or None) or the text of an error.
"""

from __future__ import annotations

import io
import pickle
import re
import resource
import sys
import unicodedata
from typing import Any


def _key(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in bare if not unicodedata.combining(c)).lower())


def read_sheets(content: bytes, wanted: set[str], max_columns: int, max_cells: int) -> list[tuple[str, Any]]:
    """Every sheet's name, with its rows where its name in normal form is wanted.

    Raises:
        ValueError: a wanted sheet is larger than the limits.
        Exception: whatever calamine raises on a damaged file.
    """
    from python_calamine import CalamineWorkbook

    sheets: list[tuple[str, Any]] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            if _key(name) not in wanted:
                sheets.append((name, None))
                continue
            sheet = book.get_sheet_by_name(name)
            if sheet.total_width > max_columns or sheet.total_width * sheet.total_height > max_cells:
                raise ValueError("too large")
            sheets.append((name, sheet.to_python(skip_empty_area=False)))
    return sheets


def main() -> None:
    content, wanted, max_columns, max_cells, memory, seconds = pickle.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        outcome: Any = read_sheets(content, wanted, max_columns, max_cells)
    except BaseException as error:
        outcome = f"{type(error).__name__}: {error}"
    pickle.dump(outcome, sys.stdout.buffer)


if __name__ == "__main__":
    main()
