"""Writes a file that is whole or not there: aside, then renamed over the one before.
What is in it, and where it lies, is for the room that wrote it."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """A kill on the way leaves `.<name>.nuevo` beside `file`, which the next one writes over."""
    draft = file.with_name(f".{file.name}.nuevo")
    draft.write_bytes(content)
    os.replace(draft, file)
