"""The card that travels with each publication: what it holds, what it was made from, what is missing.
Building and swapping the files belongs to `snapshot.py`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from orchestration.core.errors import Failure
from orchestration.publication.content import TableContent


class DamagedManifest(Failure):
    """A publication's card cannot be read."""


@dataclass(frozen=True)
class Manifest:
    """`huella` covers the tables' contents alone: no wall-clock value enters it.

    `proyecto` is the fingerprint of the dbt project that built the tables (None in manifests older than this field):
    two publications of the same reports may differ by it. `al` is the reception moment of a rebuilt publication.
    `sinteticos` counts the reports in `fuentes` that a generator wrote (None in manifests older than this field).
    `entregas` are the deliveries of the other feeds in force: entrega_id, feed (`siaf`, `data_peru`), anio, version,
    corte, archivo, huella (algorithm and digest), recibido_en; anio and corte are null where a delivery spans years.
    `cambios_en_periodos_congelados` are the figures of frozen months that this publication moved.
    """

    version: int
    huella: str
    publicado_en: str
    tablas: dict[str, TableContent]
    fuentes: list[dict[str, Any]]
    faltan: list[dict[str, str]]
    proyecto: str | None = None
    al: str | None = None
    congelados: list[dict[str, Any]] = field(default_factory=list)
    cambios_en_periodos_congelados: list[dict[str, Any]] = field(default_factory=list)
    sinteticos: int | None = None
    entregas: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.version:05d}-{self.huella[:12]}"

    @property
    def notice(self) -> str | None:
        """What must stand beside the figures wherever they are shown, None when nothing synthetic is among them.

        A delivery of another feed has no room for a mark but its file's name.
        """
        invented = sum("sintetic" in delivery["archivo"].casefold() for delivery in self.entregas)
        parts = []
        if self.sinteticos:
            parts.append(f"en los reportes vigentes ({self.sinteticos} de {len(self.fuentes)})")
        if invented:
            parts.append(f"en las entregas de otras fuentes ({invented} de {len(self.entregas)})")
        if not parts:
            return None
        return f"Datos de demostración: los hay sintéticos {' y '.join(parts)}; estas no son cifras oficiales."

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Manifest:
        """Of a later program it passes over what this one does not know.

        Raises:
            DamagedManifest: it was cut, or is none.
        """
        known = {field.name for field in fields(cls)}
        try:
            raw = {name: value for name, value in json.loads(file.read_text(encoding="utf-8")).items() if name in known}
            return cls(**(raw | {"tablas": {name: TableContent(**table) for name, table in raw["tablas"].items()}}))
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise DamagedManifest(
                f"{file} está dañado: `red-cite cerrar` del último mes publica de nuevo lo que se ve."
            ) from error


def fingerprint(tables: dict[str, TableContent]) -> str:
    """One hash for a whole publication: its tables' names and content hashes, in name order."""
    text = "\n".join(f"{name} {content.sha256}" for name, content in sorted(tables.items()))
    return hashlib.sha256(text.encode()).hexdigest()
