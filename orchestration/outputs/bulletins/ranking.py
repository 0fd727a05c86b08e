"""Who comes first, with ties told: the leading four of a service type, and what can be said when there are fewer.
The words for it belong to the bulletin's messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEADING = 4
# A tie that reaches past the fourth place is listed whole up to here, and only counted beyond.
LISTED = 8

Ranked = tuple[str, int]


@dataclass(frozen=True)
class Leaders:
    """The leading names with their figures, greatest first, equals by name.

    `everyone`: no other has any, so that nobody is left out. `tied_from` is the place from which the last of `first`
    are equal, when the fourth place is shared; `uncounted` more share it and are not listed, with `value` each.
    """

    first: tuple[Ranked, ...]
    everyone: bool
    tied_from: int | None = None
    uncounted: int = 0
    value: int = 0


def ranked(figures: Iterable[tuple[str, int | None]]) -> list[Ranked]:
    """Those with a figure above zero, greatest first, equals by name."""
    known = [(name, figure) for name, figure in figures if figure]
    return sorted(known, key=lambda item: (-item[1], item[0]))


def leaders(figures: Iterable[tuple[str, int | None]], places: int = LEADING) -> Leaders:
    """The first `places` of those above zero; a tie at the last of them takes all its equals in, or counts them."""
    order = ranked(figures)
    if len(order) <= places:
        return Leaders(tuple(order), everyone=True)
    cut = order[places - 1][1]
    above = [item for item in order if item[1] > cut]
    equal = [item for item in order if item[1] == cut]
    if len(above) + len(equal) == places:
        return Leaders(tuple(order[:places]), everyone=False)
    if len(above) + len(equal) <= LISTED:
        return Leaders((*above, *equal), everyone=False, tied_from=len(above) + 1)
    return Leaders(tuple(above), False, len(above) + 1, len(equal), cut)
