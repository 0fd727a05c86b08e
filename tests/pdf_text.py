"""Reads the text of a PDF back, page by page, as a reader who copies it gets it.
Poppler's `pdftotext` does it (package `poppler-utils`); what the text should say belongs to each test."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def pages_of(pdf: Path) -> list[str]:
    """Each page's text in reading order, every run of white space as one space."""
    assert shutil.which("pdftotext"), "these tests read PDFs with pdftotext: install poppler-utils"
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True)
    return [" ".join(page.split()) for page in done.stdout.split("\f")][:-1]
