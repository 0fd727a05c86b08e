"""The palette's promises: text that can be read by anyone, and shades that a grey print keeps apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

from orchestration.outputs.dashboard.palette import PALETTE, SEQUENCE

# WCAG 2.2, level AA: text, and graphics that must be told from what is around them.
TEXT, GRAPHICS = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("text", ["tinta", "suave", "cifra", "meta"])
@pytest.mark.parametrize("ground", ["papel", "fondo"])
def test_text_is_read_on_page_and_card(text: str, ground: str) -> None:
    assert contrast(PALETTE[text], PALETTE[ground]) >= TEXT


@pytest.mark.parametrize(
    ("text", "ground"), [("meta", "meta_palida"), ("tinta", "cifra_tenue"), ("cifra", "cifra_palida")]
)
def test_text_is_read_on_its_mark(text: str, ground: str) -> None:
    assert contrast(PALETTE[text], PALETTE[ground]) >= TEXT


@pytest.mark.parametrize("bar", ["cifra", "cifra_tenue", "meta"])
def test_bars_stand_out_from_the_page(bar: str) -> None:
    assert contrast(PALETTE[bar], PALETTE["fondo"]) >= GRAPHICS


def test_in_grey_the_chosen_bar_the_others_and_what_lies_outside_are_three_shades() -> None:
    shades = [PALETTE[name] for name in ("cifra", "cifra_tenue", "cifra_palida")]
    assert all(contrast(dark, pale) >= 2 for dark, pale in pairwise(shades))


def test_the_maps_shades_darken_step_by_step() -> None:
    assert all(contrast(pale, dark) >= 1.3 and luminance(pale) > luminance(dark) for pale, dark in pairwise(SEQUENCE))
