"""Hold number formats to what a spreadsheet shows by them."""

from __future__ import annotations

from datetime import datetime

import pytest

from handout.read.recipients.number_format import show_number

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 # spreadsheets know no time zones

# What Excel shows, by the rules of ECMA-376 part 1, 18.8.31.
SHOWN = [
    ("General", 1.5, "1.5"),
    ("General", -0.3, "-0.3"),
    ("General", 0.1 + 0.2, "0.3"),
    ("General", 441632960777, "441632960777"),
    ("0", 2.5, "3"),
    ("0", -0.2, "0"),
    ("0.00", 1.005, "1.01"),
    ("0.0%", 0.125, "12.5%"),
    ("0%", 0.5, "50%"),
    ("#,##0", 1234567, "1,234,567"),
    ("#,##0.00", -1234.5, "-1,234.50"),
    ("#,##0,", 1234567, "1,235"),
    ("£#,##0.00", 1234.5, "£1,234.50"),
    ("[$€-407] #,##0.00", 5, "€ 5.00"),
    ("000000", 412, "000412"),
    ("0000", 412, "0412"),
    ("00000 000000", 1632960777, "01632 960777"),
    ("000-00-0000", 123456789, "123-45-6789"),
    ("+## #### ######", 441632960777, "+44 1632 960777"),
    ("[<=9999999]###-####;(###) ###-####", 8005551234, "(800) 555-1234"),
    ("[<=9999999]###-####;(###) ###-####", 5551234, "555-1234"),
    ("0;[Red](0)", -5, "(5)"),
    ('0;-0;"none"', 0, "none"),
    ('0" mg"', 5, "5 mg"),
    ("0\\ \\m\\g", 5, "5 mg"),
    ("# ?/?", 0.5, "1/2"),
    ("# ?/?", 2.25, "2 1/4"),
    ("# ?/?", 3, "3"),
    ("# ?/8", 0.375, "3/8"),
    ("0.0E+00", 12345, "1.2E+04"),
    ("0.00E+00", 0, "0.00E+00"),
    ("0.0E+0", 12.5, "1.3E+1"),
    ("##0.0E+0", 46085, "46.1E+3"),
    ("##0.0E+0", 999960, "1.0E+6"),
    ("0.##", 5, "5"),
    ("0.##", 5.25, "5.25"),
    ("0.0,,", 1632960777, "1633.0"),
    ("yyyy-mm-dd", 46085, "2026-03-04"),
    ("dd/mm/yyyy", 46085, "04/03/2026"),
    ("ddmmyyyy", 29284, "04031980"),
    ("dddd, d mmmm yyyy", 46085, "Wednesday, 4 March 2026"),
    ("[$-407]d. mmmm yyyy;@", 46085, "4. März 2026"),
    ("ddd d mmm yy", 46085, "Wed 4 Mar 26"),
    ("mmmm yyyy", 46085, "March 2026"),
    ("h:mm", 0.4270833333333333, "10:15"),
    ("h:mm AM/PM", 0.5868055555555556, "2:05 PM"),
    ("h AM/PM", 0.5, "12 PM"),
    ("mm:ss", 0.0021, "03:01"),
    ("mm:ss.0", 0.00001157, "00:01.0"),
    ("[h]:mm", 1.25, "30:00"),
    ("[hh]:mm:ss", 1.5, "36:00:00"),
    ("@", 5, "5"),
]


@pytest.mark.parametrize(("code", "value", "shown"), SHOWN)
def test_a_number_is_shown_by_its_format(code: str, value: float, shown: str) -> None:
    assert show_number(value, code, EPOCH) == shown


@pytest.mark.parametrize(
    "code", ["General", "#,##0.00", "#,##0.00 [$€-407]", "0.0E+00", "0.0%", "@"]
)
@pytest.mark.parametrize(
    ("language", "point", "comma"),
    [
        ("de", ",", "."),
        ("fr", ",", "\u00a0"),
        ("es-ES", ",", "."),
        ("en-US", ".", ","),
        ("tlh", ".", ","),
    ],
)
def test_numbers_have_the_signs_of_the_language(
    code: str, language: str, point: str, comma: str
) -> None:
    english = show_number(-1234567.5, code, EPOCH)
    assert english
    expected = english.translate(str.maketrans(".,", point + comma))
    assert show_number(-1234567.5, code, EPOCH, language) == expected


def test_what_shows_no_value_is_none() -> None:
    assert show_number(-1, "yyyy-mm-dd", EPOCH) is None
    assert show_number(float("nan"), "0", EPOCH) is None
