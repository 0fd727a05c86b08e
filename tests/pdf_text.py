"""Reads the text of a PDF back, page by page, as a reader who copies it gets it.
PDFium does it, as in a browser; what the text should say belongs to each test."""

from __future__ import annotations

from pathlib import Path

import pypdfium2


def pages_of(pdf: Path) -> list[str]:
    """Each page's text in reading order, every run of white space as one space."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
