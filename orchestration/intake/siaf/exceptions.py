"""The chains of the SIAF that a person said may break a rule (`expectations/siaf_excepciones.csv`).
What an exception is worth belongs to the suite `siaf_cadenas`, which reads them as `siaf_excepciones`."""

from __future__ import annotations

import duckdb

from orchestration.core.paths import SUITES

EXCEPTIONS = SUITES / "siaf_excepciones.csv"
# The rules whose excess the suite `siaf_cadenas` measures less what was listed; no other can be excused.
EXCUSABLE = ("certificado_mayor_que_pim", "devengado_mayor_que_comprometido", "girado_mayor_que_devengado")


def read_exceptions(connection: duckdb.DuckDBPyConnection) -> None:
    """The chains that a person said may break a rule, as `siaf_excepciones`, which the suites read.

    Raises:
        ValueError: the list is not as its header says.
    """
    try:
        connection.execute(
            "create or replace temp table siaf_excepciones as select * from read_csv($file, header = true, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {regla: 'varchar', "
            "anio: 'integer', sec_func: 'varchar', clasificador: 'varchar', exceso_maximo: 'decimal(18, 2)', "
            "razon: 'varchar'})",
            {"file": str(EXCEPTIONS)},
        )
        bare = connection.execute(
            "from siaf_excepciones where regla is null or exceso_maximo is null or razon is null"
        ).fetchone()
        if bare:
            raise duckdb.Error(f"la línea de la regla «{bare[0]}» no dice regla, exceso_maximo o razon")
        unknown = connection.execute(
            "select regla from siaf_excepciones where not list_contains($known, regla)", {"known": list(EXCUSABLE)}
        ).fetchone()
        if unknown:
            raise duckdb.Error(f"la regla «{unknown[0]}» no admite excepciones; se admiten {', '.join(EXCUSABLE)}")
    except duckdb.Error as error:
        raise ValueError(
            f"expectations/{EXCEPTIONS.name} no se puede leer: {str(error).partition(chr(10))[0]}. "
            "Corrija la línea; su cabecera es regla,anio,sec_func,clasificador,exceso_maximo,razon."
        ) from error
