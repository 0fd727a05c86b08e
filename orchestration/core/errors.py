"""How work ends without its result: by what whoever asked can change, or by what happened meanwhile.
Which of the two an error is, its own class says in its own room; how it is shown belongs to `cli/` and `defs/`."""

from __future__ import annotations


class Misuse(ValueError):
    """What was asked for cannot be had; the message says in Spanish what to change. A command ends with 2."""


class Failure(RuntimeError):
    """What was well asked for did not come about; the message says in Spanish why. A command ends with 1."""
