"""Why a file is refused whole: where, what was written, what was expected, what to do.
Which refusals there are is decided where each is raised; promises about the rows belong to `expectations/`."""

from __future__ import annotations

LONGEST_VALUE = 80


class Refused(Exception):
    """The file is not loaded. The message is Spanish and whole; `line` counts the file's lines, the header being 1."""

    def __init__(
        self, code: str, message: str, line: int | None = None, column: str | None = None, value: str | None = None
    ) -> None:
        place = ", ".join([*([f"Línea {line}"] if line else []), *([f"columna {column}"] if column else [])])
        super().__init__(f"{place}: {message}" if place else message)
        self.code, self.line, self.column = code, line, column
        self.value = None if value is None else value[:LONGEST_VALUE]


def shown(value: str) -> str:
    """A text of the file as a message quotes it: printable, never longer than a line."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…"
