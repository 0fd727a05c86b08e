"""September of the reconstructed 2024 (synthetic), made whole: every document says what the marts hold.
What each kind of document tells is held, on a few attentions, by `tests/integration/test_products.py`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.products.catalog import file_name
from orchestration.outputs.products.produce import produce
from orchestration.publication.editions import CURRENT, edition
from tests.demo_year import publish_year
from tests.pdf_text import pages_of

pytestmark = [pytest.mark.lento, pytest.mark.timeout(1800)]
_SERVICES = """
    select cite, sum(servicios)::bigint, sum(servicios_acumulado)::bigint
    from marts.servicios_por_cite
    inner join marts.servicios_acumulados_por_cite using (periodo, cite_codigo, cite, tipo_servicio_codigo)
    inner join marts.dim_cite using (cite_codigo, cite)
    where periodo = '2024-09-01' and programas like 'PP0093%' group by all
"""
_CLIENTS = """
    select cite, sum(clientes_mes)::bigint, sum(clientes_acumulado)::bigint
    from marts.clientes_por_tipo_y_cite inner join marts.dim_cite using (cite_codigo, cite)
    where periodo = '2024-09-01' and programas like 'PP0093%' group by all
"""


def text_of(pdf: Path) -> str:
    return " ".join(pages_of(pdf))


def test_september_is_whole_and_says_what_the_marts_hold(tmp_path: Path) -> None:
    home = Home(tmp_path / "casa").create()
    publish_year(home)
    made = produce(home, date(2024, 9, 1))
    assert len(list(made.folder.rglob("*.pdf"))) == 36 + 116 + 3
    with duckdb.connect(str(edition(home, CURRENT).database), read_only=True) as connection:
        services = connection.execute(_SERVICES).fetchall()
        clients = connection.execute(_CLIENTS).fetchall()
    assert len(services) == len(clients) == 29
    for kind, rows in (("servicios", services), ("clientes", clients)):
        for name, month, to_date in rows:
            centre = file_name(name)
            text = text_of(made.folder / "seguimiento" / centre / f"2024-09_{kind}_{centre}.pdf")
            assert f"Total {month:,} {to_date:,} " in text, (kind, name)
