"""Places the year's distinct clients in the centres that served them, so that clients of several centres are real.
Only who is served where, and as which client type, is decided here; names and documents are made in `people.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from orchestration.core.catalogs import centres
from orchestration.synthetic.calibration import fill, round_within, share_out
from orchestration.synthetic.published import IntArray, PublishedFigures

BUSINESS_PERSON, ENTREPRENEUR = 2, 4
# Supuesto: how many times likelier a second centre is in the department of the first.
SAME_DEPARTMENT = 6.0
# Supuesto: entrepreneurs at one centre whom another centre served later in the year as persons with a business.
FORMALISED_ELSEWHERE = 24


class Window(IntEnum):
    """When in the year a client comes to a centre; a client who formalises comes early to one, late to the other."""

    EARLY = -1
    ANY = 0
    LATE = 1


@dataclass(frozen=True)
class Placement:
    """Persons (one a distinct client of the network) and slots (one a client of a centre).

    `person_type` is the type within the network and `home` the first centre (row of `Published.centres`), by person;
    `centre`, `person`, `client_type` and `window` run by slot. Types are codes 1..6.
    """

    person_type: IntArray
    home: IntArray
    centre: IntArray
    person: IntArray
    client_type: IntArray
    window: IntArray


Slots = list[tuple[int, int, int, int]]


def place_clients(published: PublishedFigures, rng: np.random.Generator) -> Placement:
    """Fills the 30 x 6 table of the bulletin with Tabla 2's clients: the slots above the persons are the overlaps.

    Raises:
        ValueError: a client type has fewer slots than persons, or a centre more clients of a type than the network.
    """
    homes = [_homes(published, column) for column in range(6)]
    person_type = np.repeat(np.arange(1, 7), published.network_clients)
    home = np.concatenate([np.repeat(np.arange(len(h)), h) for h in homes])
    slots: Slots = list(
        zip(home.tolist(), range(len(home)), person_type.tolist(), [int(Window.ANY)] * len(home), strict=True)
    )
    extra = published.clients - np.column_stack(homes)
    moved = _formalise(slots, extra, person_type, home, rng)
    for column in range(6):
        candidates = np.flatnonzero((person_type == column + 1) & ~np.isin(np.arange(len(home)), moved))
        for centre in np.flatnonzero(extra[:, column]):
            chosen = _neighbours(published.centres, candidates, home, int(centre), int(extra[centre, column]), rng)
            slots += [(int(centre), int(person), column + 1, int(Window.ANY)) for person in chosen]
    centre_of, person_of, type_of, window_of = np.array(slots, dtype=np.int64).T
    return Placement(person_type, home, centre_of, person_of, type_of, window_of)


def _homes(published: PublishedFigures, column: int) -> IntArray:
    """Persons of one type by first centre, in proportion to the centre's clients of that type."""
    by_centre, network = published.clients[:, column], int(published.network_clients[column])
    if not by_centre.max() <= network <= by_centre.sum():
        raise ValueError(
            f"tipo de cliente {column + 1}: {by_centre.sum()} atenciones por centro para {network} clientes."
        )
    return round_within(fill(by_centre.astype(float), by_centre, network), by_centre, network)


def _formalise(slots: Slots, extra: IntArray, types: IntArray, home: IntArray, rng: np.random.Generator) -> list[int]:
    """Gives some entrepreneurs' slots to persons with a business elsewhere, who come there early and home late.

    Their latest attention in the network decides their type there, so both tables stay exact. Takes the slots off
    `extra` and returns the persons.
    """
    column = ENTREPRENEUR - 1
    amounts = share_out(min(FORMALISED_ELSEWHERE, int(extra[:, column].sum())), extra[:, column])
    moved: list[int] = []
    for centre in np.flatnonzero(amounts):
        candidates = np.flatnonzero((types == BUSINESS_PERSON) & (home != centre))
        candidates = np.setdiff1d(candidates, moved)
        for person in rng.choice(candidates, size=int(amounts[centre]), replace=False).tolist():
            slots[person] = (slots[person][0], person, BUSINESS_PERSON, int(Window.LATE))
            slots.append((int(centre), person, ENTREPRENEUR, int(Window.EARLY)))
            moved.append(person)
    extra[:, column] -= amounts
    return moved


def _neighbours(
    codes: tuple[str, ...], candidates: IntArray, home: IntArray, centre: int, size: int, rng: np.random.Generator
) -> IntArray:
    """Distinct persons of other centres whom this centre serves too, mostly from its own department."""
    elsewhere = candidates[home[candidates] != centre]
    departments = np.array([centres()[code].department or code for code in codes])
    weight = np.where(departments[home[elsewhere]] == departments[centre], SAME_DEPARTMENT, 1.0)
    return rng.choice(elsewhere, size=size, replace=False, p=weight / weight.sum())
