"""R with the packages that Debian has: readxl on the workbooks, DBI on PostgreSQL."""

from __future__ import annotations

from orchestration.core.paths import Home
from tests.clientes.conftest import SERVICES
from tests.clientes.programs import run
from tests.postgres_server import PASSWORD, Server

EXCEL = """
libro <- readxl::read_excel(Sys.getenv("LIBRO"), skip = 2)
stopifnot(inherits(libro$periodo, "POSIXct"), is.numeric(libro$servicios))
cat(sum(libro$servicios, na.rm = TRUE))
"""
SERVER = """
con <- DBI::dbConnect(RPostgreSQL::PostgreSQL(), host = "127.0.0.1", port = as.integer(Sys.getenv("PUERTO")),
                      dbname = "red_cite", user = Sys.getenv("USUARIO"), password = Sys.getenv("CLAVE"))
cat(DBI::dbGetQuery(con, "select sum(servicios)::int as n from marts.servicios_por_cite")$n)
"""


def test_readxl_reads_dates_and_numbers(year: Home) -> None:
    book = year.published / "excel" / "servicios_por_cite.xlsx"
    assert run("Rscript", "-e", EXCEL, env={"LIBRO": str(book)}) == str(SERVICES)


def test_dbi_reads_the_server(served: Server) -> None:
    env = {"PUERTO": str(served.port), "USUARIO": served.reader, "CLAVE": PASSWORD}
    assert run("Rscript", "-e", SERVER, env=env).strip() == str(SERVICES)
