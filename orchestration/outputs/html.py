"""Opens the template of an HTML page, which lies beside the code that knows what the page says.
What is filled in, and where the page is written, belongs to that code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template, select_autoescape


def template(file: Path, filters: Mapping[str, Callable[..., Any]] | None = None) -> Template:
    """The template in `file`, with `filters` by the names that it calls them; what it prints is escaped."""
    environment = _environment(file.parent)
    if filters:
        environment = environment.overlay()
        environment.filters = {**environment.filters, **filters}
    return environment.get_template(file.name)


@cache
def _environment(folder: Path) -> Environment:
    """Kept, for to compile a template is most of what a page costs, and every step of a close writes one."""
    return Environment(loader=FileSystemLoader(folder), autoescape=select_autoescape(["j2"]), trim_blocks=True)
