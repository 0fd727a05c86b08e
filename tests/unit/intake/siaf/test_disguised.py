"""No number that a typed reader takes for another passes unseen, wherever the pieces of the text are parted."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orchestration.intake.siaf.disguised import Watch

# What DuckDB's reader takes for a decimal, and a decimal does not show; written apart from the code on purpose.
_DIGITS = "[0-9]+(_[0-9]+)*"
TAKEN = re.compile(rf" *[+-]?({_DIGITS}[.]?|({_DIGITS})?[.]{_DIGITS})([eE][+-]?[0-9]+)? *")
CELLS = st.lists(st.text("019.eE_+- ", max_size=12) | st.text("AeE1 ñ", max_size=90), min_size=1, max_size=8)


@given(CELLS, st.booleans(), st.lists(st.integers(0, 200), max_size=4))
@example(["1E5"], False, [1])
@example(["0" * 90 + "1E5"], True, [40])
@example(["1_0", "x"], False, [1, 2])
def test_such_a_number_is_found_wherever_the_text_is_parted(cells: list[str], quoted: bool, cuts: list[int]) -> None:
    text = ",".join(f'"{cell}"' if quoted else cell for cell in cells).encode() + b"\n"
    watch = Watch()
    parts = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    assert b"".join(watch.over(text[a:b] for a, b in itertools.pairwise(parts))) == text
    disguised = any(TAKEN.fullmatch(cell) and re.search("[0-9.][eE_]", cell) for cell in cells)
    assert watch.found or not disguised


@pytest.mark.parametrize("text", ["1234.50,S/ 5E,2E MANZANA,LOTE_2,10-E,E5,CUI 2E5", "KM 1E5+200", "A_1,_", "e"])
def test_names_with_digits_and_letters_raise_no_suspicion(text: str) -> None:
    watch = Watch()
    watch.look(f"2024,{text},0\n".encode())
    assert not watch.found
