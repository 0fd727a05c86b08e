"""What a publication's manifest lists as moved in frozen months; comparing editions has tests of its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from orchestration.core.paths import Home
from orchestration.publication import frozen
from orchestration.publication.comparison import Moved
from orchestration.publication.manifest import Manifest
from orchestration.publication.snapshot import Draft


def test_the_mef_s_restatement_of_a_year_is_no_change_of_a_frozen_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = Manifest(2, "b", "2024-10-08T10:00:00", {}, [], [], "p")
    tables = ("servicios_por_cite", "ejecucion_presupuestal", "avance_presupuestal_acumulado", "costo_por_servicio")
    moved = tuple(Moved(table, {"periodo": "2024-01-01"}, "cifra", 1, 2, ()) for table in tables)
    monkeypatch.setattr(frozen, "_freezes", lambda _: [{"periodo": "2024-01"}])
    monkeypatch.setattr(frozen, "sound", lambda _: Manifest(1, "a", "2024-09-08T10:00:00", {}, [], [], "p"))
    monkeypatch.setattr(frozen, "edition", lambda *_: None)
    monkeypatch.setattr(frozen, "compare", lambda *_: SimpleNamespace(cifras=moved))
    listed = frozen.listed(Home(tmp_path), Draft(tmp_path, manifest, pd.DataFrame()), dict)
    assert [change["tabla"] for change in listed.manifest.cambios_en_periodos_congelados] == ["servicios_por_cite"]
