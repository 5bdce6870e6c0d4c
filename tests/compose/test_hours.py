"""Opening hours are set as days and times, in whatever way a clinic writes them."""

from __future__ import annotations

import pytest

from handout.compose.geometry import make_geometry
from handout.compose.heights import Ruler
from handout.compose.hours import align_hours
from handout.compose.type_measure import TypeMeasure
from handout.model import A4

RULER = Ruler(TypeMeasure("Source Sans 3"), make_geometry(A4))


@pytest.mark.parametrize(
    ("line", "days", "times"),
    [
        ("Monday to Friday, 8.30 am to 6.30 pm", "Monday to Friday", "8.30 am to 6.30 pm"),
        ("Mon–Fri 9–17", "Mon–Fri", "9–17"),
        ("Sunday: closed", "Sunday", "closed"),
        ("Sunday – by appointment", "Sunday", "by appointment"),
        ("Sonntag geschlossen", "Sonntag", "geschlossen"),
        ("1 May: closed", "1 May", "closed"),
        ("By appointment", "By appointment", ""),
        ("24 hours", "24 hours", ""),
    ],
)
def test_a_line_is_days_and_times(line: str, days: str, times: str) -> None:
    hours = align_hours(["Saturday 9 am to 1 pm", line], RULER)
    assert hours["rows"] == [("Saturday", "9 am to 1 pm"), (days, times)]


def test_what_does_not_fit_beside_each_other_stays_a_line() -> None:
    long = "Every first Thursday of the month, 8.30 am to 12 noon and 2 pm to 8 pm"
    assert align_hours([long], RULER) == {"rows": [(long, "")], "days_mm": 0, "width_mm": 64.5}
    assert align_hours(["Ask us"], RULER)["days_mm"] == 0


def test_times_that_do_not_fit_beside_the_days_stay_in_one_piece() -> None:
    hours = align_hours(["Monday, Tuesday and every other Thursday: 8 am to 8 pm"], RULER)
    tied = "8\u00a0am\u00a0to\u00a08\u00a0pm"
    assert hours["rows"] == [(f"Monday, Tuesday and every other Thursday: {tied}", "")]
