"""The year that the usual suite writes straight into raw is the year of the files: received, read and judged.
What either should say belongs to `test_bulletin`, which holds it against the published document."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.warehouse.rows import literal
from tests.demo_year import publish_year
from tests.parity import differences
from tests.written_year import publish_written

# What tells of the files, of what was refused or held back in them, and of the publication itself.
OF_FILES = ["cobertura_reportes", "observaciones_por_regla", "publicacion", "versiones_recibidas"]


@pytest.mark.lento
@pytest.mark.timeout(900)
def test_its_figures_are_those_of_the_files_received(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RED_CITE_CLAVE", "clave de prueba sintetica")
    written, received = Home(tmp_path / "escrito"), Home(tmp_path / "recibido")
    publish_written(written)
    publish_year(received)
    with duckdb.connect(str(written.published / "red_cite.duckdb"), read_only=True) as reader:
        reader.execute(f"attach {literal(received.published / 'red_cite.duckdb')} as recibido (read_only)")
        found = differences(reader, "red_cite", "recibido", apart=OF_FILES)
        [(files,)] = reader.execute(
            "select count(*) from marts.cobertura_reportes where reporte_id is not null"
        ).fetchall()
    assert files == 354
    # Nothing of the SIAF or of Data Perú is in either.
    assert set(found.values()) == {"sin filas en los dos"}
    assert "servicios_por_cite" not in found and len(found) < 15
