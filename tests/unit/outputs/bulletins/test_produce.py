"""The files of an edition, made from an invented network: where they lie, what they are marked with, which number."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from orchestration.core.paths import Home
from orchestration.outputs.bulletins import produce as bulletins
from orchestration.outputs.bulletins import state
from orchestration.outputs.bulletins.figures import Figures, Span
from orchestration.outputs.bulletins.produce import MadeBulletin, Order, produce
from orchestration.outputs.documents import small_numbers
from orchestration.outputs.documents.wording import Language
from orchestration.publication.editions import Edition
from orchestration.publication.manifest import Manifest
from tests.pdf_text import pages_of
from tests.unit.outputs.bulletins.conftest import MANIFEST, figures_of

WOMEN = Order("mujer", Span(2024, 9))
INTERNAL = replace(WOMEN, internal=True)
FEW_WOMEN = (2, 30, 2)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    publish(monkeypatch, MANIFEST)
    return Home(tmp_path)


def publish(monkeypatch: pytest.MonkeyPatch, manifest: Manifest, women: tuple[int, int, int] = FEW_WOMEN) -> None:
    """The publication that `produce` finds, without a warehouse."""

    def read(source: Edition, span: Span) -> Figures:
        return replace(figures_of((5, 4), (17, 17), women, month=span.month), manifest=manifest)

    for module in (bulletins, state):
        monkeypatch.setattr(module, "edition", lambda home, name: Edition(home.published, manifest))
        monkeypatch.setattr(module, "read_figures", read)


def index_of(made: MadeBulletin) -> str:
    return made.index.read_text(encoding="utf-8")


def test_internal_ones_lie_apart_and_no_public_page_leads_to_them(home: Home) -> None:
    internal, public = produce(home, INTERNAL), produce(home, WOMEN)
    assert internal.index == home.bulletins / "internos" / "2024" / "index.html"
    assert public.index == home.bulletins / "2024" / "index.html"
    assert internal.pdf.name in index_of(internal) and public.pdf.name not in index_of(internal)
    assert public.pdf.name in index_of(public) and "intern" not in index_of(public)
    assert not list(public.index.parent.glob("*interno*"))


def test_the_latest_edition_that_no_longer_says_what_is_published_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = produce(home, WOMEN)
    assert state.stale_bulletins(home) == []
    newer = replace(MANIFEST, version=MANIFEST.version + 1, huella="e" * 64)
    publish(monkeypatch, newer)
    assert state.stale_bulletins(home) == []  # another publication with the same figures
    publish(monkeypatch, newer, (12, 13, 9))
    [stale] = state.stale_bulletins(home)
    assert stale.record == made.record and stale.moved > 0 and f"publicación {MANIFEST.version}" in stale.sentence
    other = produce(home, replace(WOMEN, language="en"))
    assert index_of(other).count("Ya no dice lo publicado (edición 1") == 1
    again = produce(home, WOMEN)
    assert state.stale_bulletins(home) == [] and "Ya no dice" not in index_of(again)
    assert made.pdf.exists()


@pytest.mark.parametrize(("language", "mark"), [("es", "no es para difundirlo"), ("en", "not to be circulated")])
def test_every_page_and_sheet_of_an_internal_one_says_so(home: Home, language: Language, mark: str) -> None:
    made = produce(home, replace(INTERNAL, language=language))
    pages = pages_of(made.pdf)
    assert len(pages) > 2 and all(mark in page for page in pages)
    for sheet in openpyxl.load_workbook(made.workbook):
        assert any(mark in str(cell) for row in sheet.values for cell in row), sheet.title
    use = {"es": "uso interno", "en": "internal use"}[language]
    assert f"({use})" in pages[0] and all(f"{use.capitalize()}. " in page for page in pages[2:])
    assert "(uso interno)</h1>" in index_of(made) and f"({use})</th>" in index_of(made)
    assert "no es para difundirlo" in index_of(made)


def test_an_internal_one_left_among_the_public_ones_is_not_offered(home: Home) -> None:
    internal = produce(home, INTERNAL)
    public = home.bulletins / "2024"
    internal.index.parent.rename(public)
    assert internal.pdf.name not in index_of(produce(home, WOMEN))


def test_a_killed_run_leaves_no_half_file_under_its_name(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(file: Path, content: bytes) -> int:
        with file.open("wb") as handle:
            handle.write(content[: len(content) // 2])
        raise KeyboardInterrupt

    first = produce(home, WOMEN)
    before = {file: file.read_bytes() for file in first.index.parent.iterdir()}
    publish(monkeypatch, replace(MANIFEST, version=8))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "write_bytes", killed)
        patch.setattr(Path, "write_text", lambda file, text, **_: killed(file, text.encode()))
        produce(home, WOMEN)
    seen = {file: file.read_bytes() for file in first.index.parent.iterdir() if not file.name.startswith(".")}
    assert seen == before
    assert produce(home, WOMEN).edition == 2 and not list(first.index.parent.glob(".*"))


def test_the_record_is_written_after_what_it_is_the_record_of(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    replaced = os.replace
    monkeypatch.setattr(os, "replace", lambda one, other: (written.append(Path(other).suffix), replaced(one, other)))
    produce(home, WOMEN)
    assert written == [".pdf", ".xlsx", ".json", ".html"]


@pytest.mark.parametrize("left", ['{"titulo": "Bolet', "[]", "{}", ""])
def test_a_cut_record_is_named_and_passed_over(home: Home, left: str) -> None:
    other = produce(home, replace(WOMEN, span=Span(2024, 8)))
    other.record.write_text(left, encoding="utf-8")
    made = produce(home, WOMEN)
    assert made.unreadable == (other.record,)
    assert f"La constancia {other.record.name} está dañada" in index_of(made) and made.pdf.name in index_of(made)
    again = produce(home, replace(WOMEN, span=Span(2024, 8)))
    assert again.unreadable == () and other.pdf.name in index_of(again)


def test_another_rule_of_small_numbers_is_another_edition_of_the_same_publication(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = produce(home, WOMEN)
    kept = {file: file.read_bytes() for file in (first.pdf, first.workbook, first.record)}
    with monkeypatch.context() as patch:
        patch.setattr(small_numbers, "parameter", lambda name: 3)
        second = produce(home, WOMEN)
    assert (first.edition, second.edition) == (1, 2)
    assert second.pdf.name == "boletin-mujer-empresaria-2024-09-publicacion-7-edicion-2.pdf"
    assert "cambió la regla de números pequeños" in " ".join(pages_of(second.pdf))
    assert index_of(second).index(second.pdf.name) < index_of(second).index(first.pdf.name)
    again = produce(home, WOMEN)
    assert again.edition == 1 and {file: file.read_bytes() for file in kept} == kept


def test_other_figures_of_the_same_publication_are_another_edition(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    produce(home, WOMEN)
    publish(monkeypatch, MANIFEST, (12, 13, 9))
    second = produce(home, WOMEN)
    assert second.edition == 2 and "cambió el programa que hace el boletín" in " ".join(pages_of(second.pdf))
    publish(monkeypatch, replace(MANIFEST, version=8))
    assert produce(home, WOMEN).edition == 3


def test_a_number_is_not_given_again_when_its_record_is_spoiled(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    produce(home, WOMEN).record.write_text("{", encoding="utf-8")
    publish(monkeypatch, replace(MANIFEST, version=8))
    assert produce(home, WOMEN).edition == 2
    publish(monkeypatch, MANIFEST)
    assert produce(home, WOMEN).unreadable == ()
