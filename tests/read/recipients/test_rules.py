"""Hold what columns may hold to the rules that the product promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.read.addresses import is_email, is_valid
from handout.read.recipients import has_consent, match_format, match_language
from handout.read.recipients.rules import CONTROLS


@pytest.mark.parametrize(
    "text",
    ["yes", "Y", " true ", "1", "JA", "sí", "SÍ", "si\u0301", "oui", "2026-03-01", "2026-03-01 10:30", "2026-03-01T10:30:00"],
)  # fmt: skip
def test_consent(text: str) -> None:
    assert has_consent(text)


@pytest.mark.parametrize(
    "text",
    ["", "no", "n", "0", "false", "si", "yes please", "asked", "2", "2026-02-30", "01.03.2026", "2026-3-1", "not 2026-03-01", "2026-03-01 no"],
)  # fmt: skip
def test_no_consent(text: str) -> None:
    assert not has_consent(text)


LONGEST = "a" * 64 + "@" + "b" * 63 + "." + "c" * 63 + "." + "d" * 57 + ".org"


@pytest.mark.parametrize(
    "text",
    ["a@b.co", "anna.meier+x@mail.example.org", "zoë@müller.example", "o'neil@example.ie", LONGEST],
)
def test_addresses(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "anna", "anna@", "@example.org", "anna@example", "a@b@c.org", "anna @example.org", "anna@example.org ",
        "anna@.org", "anna@example..org", "anna@example.org.", "a@b.org,c@d.org", "a@b.org;c@d.org", "a@b.org c@d.org",
        "Anna <anna@example.org>", "mailto:anna@example.org", "anna@exam\u00a0ple.org", "anna\u200b@example.org",
        "anna@example.org\nBcc: x@y.org", "anna\x07@example.org", "anna@example.org\n", LONGEST + "x",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert not is_email(text)


@pytest.mark.parametrize(
    ("text", "format"),
    [("a4", "a4"), (" A4", "a4"), ("Large Print", "large-print"), ("large_print", "large-print"), ("a5", None), ("", None), ("a", None)],
)  # fmt: skip
def test_formats(text: str, format: str | None) -> None:
    assert match_format(text, ("a4", "large-print")) == format


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("en", "en"), ("EN-gb", "en"), ("en_US", "en"), ("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("pt", None),
        ("pt-BR-x-a", "pt-BR"), ("de", None), ("english", None), ("e n", None), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_languages(text: str, language: str | None) -> None:
    assert match_language(text, ("en", "pt-BR")) == language


def test_controls_are_what_cannot_be_set() -> None:
    assert CONTROLS.isdisjoint("\t\n \u00a0aé\u200d\u2028\U0001f600")
    assert set("\0\x07\x0b\r\x1b\x7f\x85\x9f\ud800\udfff\ufdd0\ufffe\uffff") <= CONTROLS


@given(st.from_regex(r"[A-Za-z0-9_+.-]{1,70}@[a-z0-9.-]{1,80}\.[a-z]{2,70}", fullmatch=True))
def test_the_quick_way_takes_no_more_than_the_library(text: str) -> None:
    assert is_email(text) == is_valid(text)
