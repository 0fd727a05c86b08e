"""Landing: what is taken from which folder, what is left alone and named, and when a file has stopped growing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.closing import steps
from orchestration.core.paths import Home
from orchestration.intake.feeds import DATA_PERU, REPORTS, SIAF
from orchestration.intake.mailbox.settling import mark_of, quiet_now, still_marked, watch

CENTRE = "citepesquero-ilo"


def drop(home: Home, name: str, content: bytes = b"SINTETICO", modified: float = 1000) -> Path:
    file = home.landing / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (modified, modified))
    return file


def test_files_are_taken_from_the_flat_folder_and_from_a_centres_oldest_first(home: Home) -> None:
    second, first, third = drop(home, "b.xlsx", modified=2), drop(home, f"{CENTRE}/z.xlsx", modified=1), drop(home, "c")
    landing = REPORTS.lying(home)
    assert landing.files == (first, second, third) and landing.strays == ()


BESIDE = ["~$a.xlsx", ".oculto", "Thumbs.db", "DESKTOP.INI", ".DS_Store", ".~lock.a.xlsx#"]
HALVES = ["a.xlsx.part", "b.xlsx.crdownload", "c.tmp", "d.xlsx.filepart", "Sin confirmar 1.crdownload"]


@pytest.mark.parametrize("folder", ["", f"{CENTRE}/"])
def test_what_is_no_report_is_ignored_and_named_only_to_who_asks(home: Home, folder: str) -> None:
    for name in (*BESIDE, *HALVES):
        drop(home, folder + name)
    drop(home, ".tomados/x")
    landing = REPORTS.lying(home)
    assert (landing.files, landing.strays) == ((), ())
    assert sorted(s.partition(": ")[0] for s in landing.ignored) == sorted(
        f"landing/{folder}{n}" for n in (*BESIDE, *HALVES)
    )


def test_an_empty_folder_of_no_centre_is_passed_over(home: Home) -> None:
    (home.landing / "citevacio").mkdir()
    drop(home, "fotos/Thumbs.db")
    assert REPORTS.lying(home) == type(REPORTS.lying(home))((), ())


@pytest.mark.parametrize("folder", ["otra", "CITEpesquero-Ilo", f"{CENTRE}/2024", "reporte.xlsx"])
def test_files_in_a_folder_of_no_centre_stay_and_the_folder_is_named(home: Home, folder: str) -> None:
    file = drop(home, f"{folder}/a.xlsx")
    landing = REPORTS.lying(home)
    assert landing.files == () and file.exists()
    assert [s.split(":")[0] for s in landing.strays] == [f"landing/{folder}"]
    assert "no es la de ningún centro" in landing.strays[0]


def test_links_and_pipes_stay_and_are_named(home: Home, tmp_path: Path) -> None:
    (tmp_path / "fuera").mkdir()
    (tmp_path / "fuera" / "secreto.xlsx").write_bytes(b"no se toma")
    (home.landing / "enlace.xlsx").symlink_to(tmp_path / "fuera" / "secreto.xlsx")
    (home.landing / CENTRE).symlink_to(tmp_path / "fuera")
    os.mkfifo(home.landing / "tubo.xlsx")
    landing = REPORTS.lying(home)
    assert landing.files == ()
    assert [s.partition(": ")[0] for s in landing.strays] == [
        f"landing/{CENTRE}",
        "landing/enlace.xlsx",
        "landing/tubo.xlsx",
    ]


@pytest.mark.parametrize(("right", "reason"), [(os.R_OK, "permiso para leerlo"), (os.W_OK, "sacarlo de su carpeta")])
def test_what_the_system_does_not_let_us_take_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch, right: int, reason: str
) -> None:
    drop(home, "a.xlsx")
    monkeypatch.setattr(os, "access", lambda _, asked: asked != right)
    assert REPORTS.lying(home).files == () and reason in REPORTS.lying(home).strays[0]


def test_a_file_that_cannot_be_moved_is_named_and_the_others_are_taken(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, replace = drop(home, "a.xlsx"), os.replace
    drop(home, "b.xlsx")

    def refusing(source: Path, target: Path) -> None:
        if source == stuck:
            raise PermissionError(1, "no")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    received = steps.receive(home, REPORTS)
    assert [d.reception.archivo for d in received.decisions] == ["b.xlsx"]
    assert received.warnings == ("landing/a.xlsx: no se pudo sacar de su carpeta; revise los permisos.",)


def test_a_name_that_is_no_text_can_still_be_said(home: Home) -> None:
    (home.landing / os.fsdecode(b"x\xff\x1b")).mkdir()
    drop(home, os.fsdecode(b"x\xff\x1b/a.xlsx"))
    [stray] = REPORTS.lying(home).strays
    assert stray.startswith("landing/x��: ") and stray.encode()


def test_a_delivery_of_data_peru_is_a_folder_or_a_file_and_half_copies_and_links_stay(home: Home) -> None:
    drop(home, "data_peru/b.zip")
    drop(home, "data_peru/a/01_Informacion_ITP_red_CITE/x.csv")
    drop(home, "data_peru/.oculto")
    drop(home, "data_peru/c.zip.part")
    drop(home, "data_peru/d.tmp/x.csv")
    (home.data_peru_landing / "e").symlink_to(home.root)
    landing = DATA_PERU.lying(home)
    assert landing.files == (home.data_peru_landing / "a", home.data_peru_landing / "b.zip")
    assert [s.partition(": ")[0] for s in landing.strays] == [
        f"landing/data_peru/{n}" for n in ("c.zip.part", "d.tmp", "e")
    ]
    assert REPORTS.lying(home).files == ()


def test_a_folder_in_the_siafs_landing_stays_and_is_named(home: Home) -> None:
    drop(home, "siaf/2024/a.csv")
    file = drop(home, "siaf/b.csv")
    assert SIAF.lying(home).files == (file,)
    assert SIAF.lying(home).strays == ("landing/siaf/2024: lo que hay en esta carpeta no se toma.",)


def test_a_file_settles_when_nothing_of_it_changed_for_the_quiet_time(home: Home) -> None:
    file = drop(home, "a.xlsx")
    seen = watch(REPORTS.lying(home), {}, now=100, quiet_seconds=30)
    assert (seen.settled, seen.growing) == ((), (file,))
    assert watch(REPORTS.lying(home), seen.sightings, now=129, quiet_seconds=30).settled == ()
    assert watch(REPORTS.lying(home), seen.sightings, now=130, quiet_seconds=30).settled == (file,)


def test_an_old_time_of_modification_makes_no_growing_file_look_settled(home: Home) -> None:
    drop(home, "a.xlsx", b"mitad", modified=1000)
    seen = watch(REPORTS.lying(home), {}, now=1e9, quiet_seconds=30)
    drop(home, "a.xlsx", b"mitad y el resto", modified=1000)
    grown = watch(REPORTS.lying(home), seen.sightings, now=1e9 + 60, quiet_seconds=30)
    assert grown.settled == () and len(grown.sightings) == 1
    drop(home, "a.xlsx", b"mitad Y EL RESTO", modified=1000)  # the same size and time, other bytes
    assert watch(REPORTS.lying(home), grown.sightings, now=1e9 + 120, quiet_seconds=30).settled == ()


def test_a_clock_set_back_only_lengthens_the_wait(home: Home) -> None:
    drop(home, "a.xlsx")
    seen = watch(REPORTS.lying(home), {}, now=1000, quiet_seconds=30)
    back = watch(REPORTS.lying(home), seen.sightings, now=10, quiet_seconds=30)
    assert back.settled == () and list(back.sightings.values()) == [10]


def test_two_looks_over_a_pause_leave_what_changed_between_them(home: Home) -> None:
    whole, growing = drop(home, "a.xlsx"), drop(home, "b.xlsx")
    taken = quiet_now(lambda: REPORTS.lying(home), 2, sleep=lambda _: growing.write_bytes(b"SINTETICO y mas") and None)
    assert taken == (whole,)
    assert quiet_now(lambda: REPORTS.lying(home), 0) == (whole, growing)


def test_only_what_is_still_as_it_was_marked_is_taken(home: Home) -> None:
    same, changed = drop(home, "a.xlsx"), drop(home, "b.xlsx")
    marks = [m for m in (mark_of(same), mark_of(changed)) if m]
    changed.write_bytes(b"otra cosa")
    drop(home, "c.xlsx")
    assert still_marked(lambda: REPORTS.lying(home), marks) == (same,)
