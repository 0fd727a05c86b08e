"""Reception spread over lanes holds what any reception does, whatever was lost of the work done ahead."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from orchestration.closing import backup, erasing, spreading, steps
from orchestration.core.errors import Misuse
from orchestration.core.paths import Home
from orchestration.defs.spread import VARIABLE, executor, recibir_repartido
from orchestration.intake.feeds import REPORTS
from orchestration.intake.reception import take
from orchestration.intake.reports import ahead
from orchestration.intake.reports.judging import verdict
from orchestration.intake.reports.judging.cover import Case
from tests.shortcuts import judge_directly, write_no_page
from tests.spread_reports import held, leave

NOON = datetime(2026, 2, 5, 12, 0)
COUNT = 10
RUN = "ejecucion"


@pytest.fixture(autouse=True)
def quick(judged_directly: None, no_page: None) -> None:
    """Great Expectations and the quality page are no subject here."""


def came_in(file: Path) -> datetime:
    """In the order of their names."""
    return NOON + timedelta(minutes=int(file.stem))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, str]]:
    """What a usual reception of the same reports holds, and the key of its pseudonyms."""
    other = Home(tmp_path_factory.mktemp("usual") / "casa").create()
    leave(other, COUNT)
    with pytest.MonkeyPatch.context() as patch:
        judge_directly(patch)
        write_no_page(patch)
        done = steps.receive(other, REPORTS, came_in)
    assert Counter(d.estado for d in done.decisions) == {"aceptado": 7, "observado": 2, "rechazado": 1}
    return other.key_file.read_bytes(), held(other)


@pytest.fixture
def expected(home: Home, usual: tuple[bytes, dict[str, str]]) -> dict[str, str]:
    """What the home, in whose landing the reports lie, is to hold."""
    key, expected = usual
    home.key_file.write_bytes(key)
    leave(home, COUNT)
    return expected


def work_ahead(home: Home) -> dict[Path, bytes]:
    """Every lane, and the files that they leave."""
    spreading.lay_out(home, RUN, received_at=came_in)
    for number in range(spreading.LANES):
        spreading.work_off(home, RUN, number)
    return {f: f.read_bytes() for f in sorted(spreading.folder_of(home, RUN).iterdir()) if len(f.name) == 64}


def test_the_same_is_held_and_what_was_judged_ahead_is_not_judged_again(
    home: Home, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "BATCH", 3)
    work_ahead(home)
    judged: list[str] = []
    judge = verdict.judge_cases

    def told(cases: Sequence[Case], evaluate: verdict.Evaluate) -> list[verdict.Verdict]:
        judged.extend(case.report.file_name for case in cases)
        return judge(cases, evaluate)

    monkeypatch.setattr(verdict, "judge_cases", told)
    spreading.store(home, RUN)
    assert held(home) == expected
    # It corrects a report of the same run: only once that one is stored is it known what it would replace.
    assert judged == ["0009.xlsx"]
    assert not list(home.spread.iterdir())
    assert spreading.store(home, RUN).decisions == []


def test_whatever_is_lost_or_done_twice_the_same_is_held(
    home: Home, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "BATCH", 1)
    take(home, REPORTS, REPORTS.lying(home).files[:4], came_in)  # by a run that died then
    found = work_ahead(home)
    gone, cut, undone, *_ = found
    gone.unlink()
    assert work_ahead(home) == found
    gone.unlink()
    cut.write_bytes(found[cut][:100])
    undone.write_bytes(pickle.dumps(None))
    spreading.store(home, RUN)
    assert held(home) == expected


def test_what_another_program_judged_is_not_taken(
    home: Home, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "_program", lambda: "otro")
        found = work_ahead(home)
    assert len(found) == COUNT
    for file in found:
        file.write_bytes(pickle.dumps((pickle.loads(found[file])[0], None)))
    spreading.store(home, RUN)
    assert held(home) == expected


def test_the_files_name_people_and_are_the_programs_users_alone(home: Home) -> None:
    leave(home, 3)
    work_ahead(home)
    assert home.spread in home.private
    assert not [name for _, name in backup._walk(home) if name.startswith(home.spread.name)]
    for entry in (home.spread, *home.spread.rglob("*")):
        assert not entry.stat().st_mode & 0o077
    erasing._erase_files(home, erasing.Going(), NOON)
    assert not home.spread.exists()


def test_the_job_receives_and_removes_what_a_dead_run_left(
    home: Home, monkeypatch: pytest.MonkeyPatch, expected: dict[str, str]
) -> None:
    spreading.lay_out(home, RUN)
    assert len(list(home.spread.iterdir())) == 1
    monkeypatch.setattr(spreading, "lima_now", iter([NOON + timedelta(minutes=n) for n in range(COUNT)]).__next__)
    with dg.DagsterInstance.ephemeral() as instance:
        config = {"ops": {"listar_lo_recibido": {"config": {"segundos_de_quietud": 0}}}}
        done = recibir_repartido.execute_in_process(run_config=config, instance=instance)
        run = instance.get_run_by_id(done.run_id)
    assert run is not None and (run.tags["cargados"], run.tags["rechazados"]) == ("8", "1")
    assert held(home) == expected
    assert not list(home.spread.iterdir())


def test_the_executor_is_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert executor() is dg.in_process_executor
    monkeypatch.setenv(VARIABLE, "dagster:multiprocess_executor")
    assert executor() is dg.multiprocess_executor
    for unknown in ("dagster:nadie", "no_hay_tal_modulo:nadie", "nada"):
        monkeypatch.setenv(VARIABLE, unknown)
        with pytest.raises(Misuse, match=VARIABLE):
            executor()
