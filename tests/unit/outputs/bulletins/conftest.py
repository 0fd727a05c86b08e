"""Figures of a small invented network, which a test changes where it needs to."""

from __future__ import annotations

from datetime import date

from orchestration.outputs.bulletins.figures import SEXES, Count, Counts, Figures, ListedCentre, Span
from orchestration.publication.manifest import Manifest

NAMES = ("Ambo", "Callao", "Ica", "Ilo", "Piura", "Puno")
MANIFEST = Manifest(7, "f" * 64, "2025-02-13T07:00:00", {}, [], [], "p" * 64)


def figures_of(
    services: tuple[Count, ...],
    clients: tuple[Count, ...] = (9, 8, 7, 6, 5, 4),
    women: tuple[int, int, int] = (12, 13, 9),
    missing: tuple[tuple[date, str], ...] = (),
    month: int = 12,
) -> Figures:
    """One service type and two client types; `services` and `clients` by centre, `women` are the network's three."""
    centres = {
        name.lower(): ListedCentre(name.lower(), f"CITE {name}", name, "Cadena", name)
        for name in NAMES[: len(services)]
    }
    known = [count for count in clients if count is not None]
    total = sum(known) if known and any(count is not None for count in services) else None
    by_centre = dict(zip(centres, clients, strict=False))
    by_type: dict[tuple[str | None, int | None], Counts] = {}
    for code, count in [*by_centre.items(), (None, total)]:
        half = None if count is None else count // 2
        rest = None if count is None or half is None else count - half
        for kind, number in ((1, half), (2, rest), (None, count)):
            by_type[code, kind] = Counts(number, number)
    sexes = dict(zip(SEXES, women, strict=True))
    return Figures(
        span=Span(2024, month),
        manifest=MANIFEST,
        centres=centres,
        service_types={4: "Ensayos de laboratorio"},
        client_types={1: "Empresa formal", 2: "Persona natural con negocio"},
        categories={},
        chains=("Agroindustrial", "Cuero y Calzado"),
        missing=missing,
        services={(code, 4): Counts(count, count) for code, count in zip(centres, services, strict=True)},
        services_by_month={},
        clients=by_type,
        services_by_sex={(4, sex): Counts(count, count) for sex, count in sexes.items()},
        clients_by_sex={
            **{(None, None, sex): Counts(count, count) for sex, count in sexes.items()},
            **{(None, kind, sex): Counts(count, count) for kind in (1, 2) for sex, count in sexes.items()},
            **{(code, None, sex): Counts(count, count) for code in centres for sex, count in sexes.items()},
        },
        clients_by_month_and_sex={
            (number, sex): count for number in range(1, month + 1) for sex, count in sexes.items()
        },
    )
