"""Calamine in a process of its own, with bounded memory: on some damaged files it aborts the whole process.
A script that imports nothing of the project; `reader` starts it, feeds it one workbook after another, and ends it.

First comes a message of length 0: it is ready. Messages on both pipes are 8 bytes of length (big endian) and a pickle:
in, (content, keys of the sheets wanted, most columns, most cells, most bytes of an answer); out, a list of (sheet name,
rows or None, merged ranges), or the text of an error.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import re
import sys
import unicodedata
from typing import Any

from python_calamine import CalamineWorkbook

try:
    import resource
except ImportError:  # Windows: there the limits on the file and on the time bound what it may take
    resource = None  # type: ignore[assignment]


def _key(text: str) -> str:
    """As `catalogs.name_key`, which this script cannot import."""
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in bare if not unicodedata.combining(c)).lower())


def read_sheets(content: bytes, wanted: set[str], max_columns: int, max_cells: int) -> list[tuple[str, Any, Any]]:
    """Every sheet's name, with its rows and merged ranges where it is the first of a wanted name in normal form.

    Raises:
        ValueError: a wanted sheet is larger than the limits.
        Exception: whatever calamine raises on a damaged file.
    """
    sheets: list[tuple[str, Any, Any]] = []
    unread = set(wanted)
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            if _key(name) not in unread:
                sheets.append((name, None, []))
                continue
            unread.discard(_key(name))
            sheet = book.get_sheet_by_name(name)
            if sheet.total_width > max_columns or sheet.total_width * sheet.total_height > max_cells:
                raise ValueError("too large")
            sheets.append((name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []))
    return sheets


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
        *order, max_bytes = pickle.loads(sys.stdin.buffer.read(int.from_bytes(size, "big")))
        try:
            answer = pickle.dumps(read_sheets(*order))
            if len(answer) > max_bytes:
                raise ValueError("too large")
        except BaseException as error:  # a panic of calamine's is no Exception
            answer = pickle.dumps(f"{type(error).__name__}: {error}")
        sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
