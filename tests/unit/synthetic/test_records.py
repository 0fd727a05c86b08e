"""The records, recounted by the bulletin's rules with code of its own, against the bulletin and the plan."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from datetime import date

import pytest

from orchestration.core.catalogs import centres, tasks
from orchestration.synthetic.published import MONTHS, PublishedFigures
from orchestration.synthetic.records import Attention, Reports
from orchestration.synthetic.year import build_records

# Bulletin 2024, Tabla 1, by service code.
TABLA_1 = {1: 4629, 2: 3216, 3: 16144, 4: 29693, 5: 12671, 6: 793, 7: 11175, 8: 390}
# Bulletin 2024, Tabla 2, by client type code.
TABLA_2 = {1: 5415, 2: 5085, 3: 1151, 4: 2035, 5: 103, 6: 212}
# Bulletin 2024, text beside each chart: the four leading centres of each service.
LEADERS = {
    8: {
        "citecuero-y-calzado-trujillo": 60,
        "citeagroindustrial-chavimochic": 49,
        "citepesquero-callao": 31,
        "citeccal-lima": 26,
    },
    1: {
        "citeproductivo-maynas": 717,
        "uttextil-y-confecciones-lima": 411,
        "citeacuicola-puno": 405,
        "citetextil-camelidos-cusco": 249,
    },
    2: {
        "citecuero-y-calzado-trujillo": 1007,
        "citeccal-lima": 601,
        "citetextil-camelidos-cusco": 355,
        "citeproductivo-maynas": 172,
    },
    3: {
        "citetextil-camelidos-arequipa": 4374,
        "citeforestal-pucallpa": 3686,
        "citecuero-y-calzado-trujillo": 2086,
        "citemadera-lima": 1700,
    },
    4: {
        "citeagroindustrial-ica": 4404,
        "citemadera-lima": 3729,
        "citepesquero-piura": 3564,
        "utagroindustrial-ambo": 2839,
    },
    5: {
        "citeagroindustrial-oxapampa": 1957,
        "uttextil-y-confecciones-lima": 1127,
        "citeagroindustrial-huallaga": 1053,
        "citecuero-y-calzado-trujillo": 915,
    },
    6: {
        "citemadera-lima": 238,
        "citeccal-lima": 184,
        "citeforestal-pucallpa": 110,
        "citeagroindustrial-chavimochic": 89,
    },
    7: {
        "citeccal-lima": 1416,
        "citepesquero-ilo": 1174,
        "uttextil-y-confecciones-lima": 1068,
        "citeagroindustrial-oxapampa": 955,
    },
}
Scope = Callable[[str, str], Hashable]


def client_key(centre: str, attention: Attention) -> tuple[str, ...]:
    client = attention.client
    if client.document_type == "SIN DOCUMENTO":
        return (client.document_type, centre, client.name.upper())
    return (client.document_type, client.document_number)


def types_by_scope(records: Reports, scope: Scope) -> dict[Hashable, Counter[int]]:
    """Distinct clients by scope and type; the latest attention decides: date, then cite_codigo, then row."""
    latest: dict[tuple[Hashable, tuple[str, ...]], tuple[tuple[date, str, int], int]] = {}
    for (centre, period), rows in records.items():
        for number, attention in enumerate(rows):
            key = (scope(centre, period), client_key(centre, attention))
            moment = (attention.day, centre, number)
            if key not in latest or latest[key][0] < moment:
                latest[key] = (moment, attention.client_type)
    counts: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for (where, _), (_, kind) in latest.items():
        counts[where][kind] += 1
    return counts


def services(records: Reports, key: Callable[[str, str, Attention], Hashable]) -> Counter[Hashable]:
    counts: Counter[Hashable] = Counter()
    for (centre, period), rows in records.items():
        for attention in rows:
            counts[key(centre, period, attention)] += attention.quantity
    return counts


def service_of(attention: Attention) -> int:
    return tasks()[attention.task].service_code


def test_services_by_type_are_tabla_1(records: Reports) -> None:
    assert services(records, lambda c, p, a: service_of(a)) == TABLA_1
    assert services(records, lambda c, p, a: "red")["red"] == 78_711


@pytest.mark.parametrize("service", sorted(LEADERS))
def test_leaders_are_exact_and_all_others_strictly_below_the_fourth(records: Reports, service: int) -> None:
    by_centre = services(records, lambda c, p, a: c if service_of(a) == service else None)
    del by_centre[None]
    leaders = LEADERS[service]
    assert {c: by_centre[c] for c in leaders} == leaders
    others = [n for c, n in by_centre.items() if c not in leaders]
    assert max(others) < min(leaders.values())


def test_network_clients_are_tabla_2(records: Reports) -> None:
    network = types_by_scope(records, lambda c, p: "red")["red"]
    assert network == TABLA_2
    assert network.total() == 14_001


def test_clients_by_centre_and_type_are_the_bulletins_table(records: Reports, published: PublishedFigures) -> None:
    by_centre = types_by_scope(records, lambda c, p: c)
    for code, row in zip(published.centres, published.clients.tolist(), strict=True):
        assert [by_centre[code][kind] for kind in range(1, 7)] == row, code
    assert sum(kinds.total() for kinds in by_centre.values()) == 16_040
    assert by_centre["citeagroindustrial-oxapampa"].total() == 1_585
    assert by_centre["utcuero-y-calzado-junin"] == {1: 9, 2: 46, 3: 1}


@pytest.mark.parametrize("seed", [1, 7])
def test_another_seed_reproduces_the_same_tables(published: PublishedFigures, seed: int) -> None:
    records = build_records(seed, published)
    assert types_by_scope(records, lambda c, p: "red")["red"] == TABLA_2
    assert services(records, lambda c, p, a: service_of(a)) == TABLA_1


def test_some_clients_change_type_so_that_the_latest_attention_matters(records: Reports) -> None:
    kinds: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for (centre, _), rows in records.items():
        for attention in rows:
            kinds[client_key(centre, attention)].add(attention.client_type)
    assert sum(1 for seen in kinds.values() if len(seen) > 1) >= 40


def test_reports_are_due_centres_by_month_and_junin_starts_in_july(records: Reports) -> None:
    assert len(records) == 29 * 12 + 6
    junin = sorted(period for centre, period in records if centre == "utcuero-y-calzado-junin")
    assert junin == list(MONTHS[6:])


def test_budget_categories_keep_to_programmes_and_proportions(records: Reports) -> None:
    for (centre, _), rows in records.items():
        assert {a.category for a in rows} <= set(centres()[centre].programmes), centre
    counts = services(records, lambda c, p, a: a.category)
    for category, planned in {"PP0093": 50_158, "APNOP": 21_234, "PP0094": 555, "PP0095": 422}.items():
        assert abs(counts[category] - planned * 78_711 / 72_369) < 1, category
    focused = services(records, lambda c, p, a: a.focused)
    assert abs(focused[True] - counts["PP0093"] * 25_471 / 50_158) < 1
    assert focused[None] == 78_711 - counts["PP0093"]


def test_tasks_follow_cuadro_21_within_their_service(records: Reports) -> None:
    counts = services(records, lambda c, p, a: a.task)
    assert abs(counts["5.1"] - 12_671 * 1_177 / (1_177 + 3_147 + 71)) < 1
    assert abs(counts["8.1"] - 390 * 64 / (64 + 25 + 5 + 27 + 6 + 5)) < 1
    assert set(counts) == set(tasks())


def test_months_have_the_plans_shape(records: Reports, published: PublishedFigures) -> None:
    by_month = services(records, lambda c, p, a: (c, p))
    for code, plan in zip(published.centres, published.plan_services.tolist(), strict=True):
        total = sum(by_month[code, period] for period in MONTHS)
        for period, planned in zip(MONTHS, plan, strict=True):
            expected = total * planned / sum(plan)
            assert abs(by_month[code, period] - expected) <= 0.45 * expected + 2 * (planned > 0), (code, period)


def test_network_months_follow_anexo_4(records: Reports) -> None:
    """Anexo 4, last row, updated: 1,821 services planned for January, 7,194 for June, 4,170 for December of 72,369."""
    by_month = services(records, lambda c, p, a: p)
    for period, planned in {"2024-01": 1_821, "2024-06": 7_194, "2024-12": 4_170}.items():
        assert by_month[period] == pytest.approx(78_711 * planned / 72_369, rel=0.08)


def test_centres_totals_are_plausible_against_anexo_3(records: Reports, published: PublishedFigures) -> None:
    """Ica is programmed above what its place outside the leaders leaves it; two others lead past their targets."""
    by_centre = services(records, lambda c, p, a: c)
    progress = {c: by_centre[c] / plan for c, plan in zip(published.centres, published.plan_year.tolist(), strict=True)}
    outside = {c for c, share in progress.items() if not 0.85 < share < 1.4}
    assert outside <= {"citeagroindustrial-ica", "citetextil-camelidos-arequipa", "uttextil-y-confecciones-lima"}
    assert all(0.6 < share < 1.8 for share in progress.values())


def test_rows_are_dated_in_their_month_and_no_two_are_alike(records: Reports) -> None:
    for (centre, period), rows in records.items():
        assert {f"{a.day:%Y-%m}" for a in rows} <= {period}
        assert len(set(rows)) == len(rows), (centre, period)
        assert all(a.quantity >= 1 and (a.amount is None or a.amount >= 0) for a in rows)
