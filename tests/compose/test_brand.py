"""Colours from one colour: readable for any brand, and the same as a colour library's."""

from __future__ import annotations

import pytest
from coloraide import Color
from hypothesis import given
from hypothesis import strategies as st

from handout.compose.brand import MIN_CONTRAST, compute_tokens, contrast, to_oklch

PAIRS = (
    ("strong", "paper"),
    ("strong", "tint-1"),
    ("strong", "tint-2"),
    ("on-brand", "brand"),
    ("ink", "paper"),
    ("ink", "tint-1"),
    ("ink", "tint-2"),
    ("ink", "tint-3"),
    ("ink-2", "paper"),
    ("ink-2", "tint-1"),
    ("important", "important-tint"),
    ("ink", "important-tint"),
    ("warning", "paper"),
    ("paper", "urgent"),
)
"""The text colours and what they stand on."""

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_pair_is_readable_for_any_brand(brand: str) -> None:
    tokens, _ = compute_tokens(brand)
    for text, ground in PAIRS:
        assert contrast(tokens[text], tokens[ground]) >= MIN_CONTRAST, (text, ground)


@given(COLOURS, COLOURS)
def test_contrast_is_that_of_wcag(one: str, other: str) -> None:
    assert contrast(one, other) == pytest.approx(Color(one).contrast(other), abs=0.01)


@given(COLOURS)
def test_lightness_and_chroma_are_oklch(colour: str) -> None:
    lightness, chroma, _ = to_oklch(colour)
    expected = Color(colour).convert("oklch")
    assert (lightness, chroma) == pytest.approx((expected["l"], expected["c"]), abs=1e-3)


def test_the_build_is_told_what_was_changed() -> None:
    assert compute_tokens("#1f6b4f")[1] == []
    assert "1.2:1" in compute_tokens("#ffee00")[1][0]
    assert "dark" in compute_tokens("#ffee00")[1][1]


def test_a_dark_brand_keeps_its_own_colour_for_headings() -> None:
    assert compute_tokens("#000000")[0]["strong"] == "#000000"


@pytest.mark.parametrize("brand", ["#ffffff", "#fefefe", "#eef6ff", "#fffff0"])
def test_bands_in_a_brand_that_is_nearly_white_are_darker_than_it(brand: str) -> None:
    tokens, notes = compute_tokens(brand)
    assert contrast(tokens["brand"], "#ffffff") >= 1.3
    assert tokens["accent"] == tokens["brand"]
    assert f"bands and bars are set in {tokens['brand']}" in notes[-1]


@pytest.mark.parametrize("brand", ["#ffee00", "#cccccc", "#1f6b4f"])
def test_bands_that_are_seen_keep_their_colour(brand: str) -> None:
    assert compute_tokens(brand)[0]["brand"] == brand
