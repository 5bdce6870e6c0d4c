"""Hold that numbers stay with their units, and that nothing else is tied."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.compose.fields import Value
from handout.compose.inlines import render_inlines, render_paragraph
from handout.compose.spacing import NO_BREAK_SPACE, tie_telephone, tie_units
from handout.model import Strong, Text


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("at 9 am", "at 9~am"),
        ("from 8.30 am to 6 pm.", "from 8.30~am~to~6~pm."),
        ("SPF 30 or more", "SPF~30 or more"),
        ("ring NHS 111, or US 911", "ring NHS~111, or US~911"),
        ("5 mg twice, then 2.5 mg", "5~mg twice, then 2.5~mg"),
        ("over 38 °C", "over 38~°C"),
        ("10 micrograms, or 2 tablets", "10~micrograms, or 2~tablets"),
        ("for 1 to 3 days", "for 1~to~3~days"),
        ("from 11 am to 3 pm, 11 to 30", "from 11~am~to~3~pm, 11~to~30"),
        ("100 % safe", "100~% safe"),
        ("1 in 10 000 people", "1 in 10~000 people"),
        ("a titre of 1 000 000", "a titre of 1~000~000"),
        ("ask Dr Osei", "ask Dr~Osei"),
        ("until 30 November 2026", "until 30~November~2026"),
        ("4. Mai 2026", "4.~Mai~2026"),
        ("el 14 de mayo de 2026", "el 14~de~mayo~de~2026"),
        ("1/2 and 2019, all 777 rooms 2019", "1/2 and 2019, all 777 rooms 2019"),
        ("on the 1st May or 2 Jun", "on the 1st~May or 2~Jun"),
        ("Call 999 now, or call NHS 111", "Call~999 now, or call~NHS~111"),
        ("Annals, 2013; 39: 823 and 7: x", "Annals, 2013;~39:~823 and 7: x"),
        ("call 020 7946 0000 or", "call 020~7946~0000 or"),
        ("on +44 (0)1632 960 777 extension 1234", "on +44~(0)1632~960~777 extension~1234"),
    ],
)
def test_a_number_and_its_unit_stay_on_one_line(typed: str, set_as: str) -> None:
    assert tie_units(typed) == set_as.replace("~", NO_BREAK_SPACE)


@pytest.mark.parametrize(
    "text",
    [
        "at 9 amber lamps",
        "take 2 more",
        "5 mg/ml is another unit",
        "in 2026 people came",
        "take 3 Mayo Clinic leaflets",
        "step 3 50 people",
        "am I late?",
        "the SPF of a cream",
    ],
)
def test_other_words_may_part(text: str) -> None:
    assert NO_BREAK_SPACE not in tie_units(text)


@given(st.text(alphabet=st.sampled_from("19 0amgSPFDr%°C.O"), max_size=40))
def test_only_spaces_change(text: str) -> None:
    assert tie_units(text).replace(NO_BREAK_SPACE, " ") == text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Potassium 4.2 mmol/l today", "mmol/l"),
        ("from 120–150 or 3.5–5.3.", "120–150"),
        ("a follow\u2011up visit", "follow-up"),
        ("Write to front-desk@linden-clinic.example.", "front-desk@linden-clinic.example"),
    ],
)
def test_what_a_lines_end_would_cut_stays_whole(text: str, whole: str) -> None:
    html = render_inlines((Text(text=text),))
    assert f'<span class="joined">{whole}</span>' in html
    assert "\u2011" not in html
    assert (
        render_inlines((Text(text="a/b or 1/2 and 2019, 59: x"),)) == "a/b or 1/2 and 2019, 59: x"
    )


LONG = "Wash it with lukewarm water and a mild soap, "


@pytest.mark.parametrize(
    ("end", "set_as"),
    [
        ("and do not rub.", "and do not~rub."),
        ("and pat it dry", "and pat it~dry"),
        ("at 9 am today.", "at 9~am~today."),
        ("for sensitiveness now", "for sensitiveness now"),
        ("or a neurologist", "or a neurologist"),
    ],
)
def test_a_paragraph_does_not_end_with_one_short_word_on_a_line(end: str, set_as: str) -> None:
    content = (Text(text=LONG), Strong(children=(Text(text=end),)))
    set_as = set_as.replace("~", NO_BREAK_SPACE)
    assert render_paragraph(content) == f"{LONG}<strong>{set_as}</strong>"
    # What stands on one line as it is, or is a recipient's, is left alone.
    assert render_paragraph((Text(text="Do not rub."),)) == "Do not rub."
    name = Value(expression="recipient.name", text="Maya Ali", is_personal=True)
    assert "Maya Ali</span>" in render_paragraph((Text(text=LONG), name))


@given(st.lists(st.sampled_from(["a", "it's", "rub.", "9", "am", "&", "lukewarm"]), max_size=30))
def test_only_one_space_of_a_paragraph_changes(words: list[str]) -> None:
    content = (Text(text=" ".join(words)),)
    set_as, plain = render_paragraph(content), render_inlines(content)
    changed = [
        number
        for number, pair in enumerate(zip(set_as, plain, strict=True))
        if {*pair} != {pair[0]}
    ]
    assert len(changed) <= 1
    assert all((set_as[one], plain[one]) == (NO_BREAK_SPACE, " ") for one in changed)


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("1632 960 777 extension 1234", "1632~960~777 extension~1234"),
        ("020 7946 0000 (ask for Ann)", "020~7946~0000 (ask for Ann)"),
        ("+44 (0)20 7946", "+44~(0)20~7946"),
    ],
)
def test_a_clinics_number_parts_at_its_words_only(typed: str, set_as: str) -> None:
    assert tie_telephone(typed) == set_as.replace("~", NO_BREAK_SPACE)


@pytest.mark.parametrize(
    "piece", ["a", "1", "1,", "a.", "a-", "a@", "0 ", "1 to ", "9 am to ", "\u2011"]
)
def test_text_without_end_is_looked_through_once(piece: str) -> None:
    """If each place were looked at from every other, this would take an hour."""
    text = piece * 200_000
    html = render_inlines((Text(text=text),))
    bare = re.sub("<[^>]*>", "", html).replace(NO_BREAK_SPACE, " ")
    assert bare == text.replace("\u2011", "-")
