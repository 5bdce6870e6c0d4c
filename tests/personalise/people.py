"""Make up recipients of all kinds: names of many languages and lengths, notes of many lines."""

from __future__ import annotations

import random
from collections.abc import Iterator

from handout.model import Recipient

FIRST = (
    *("Maya", "Bo", "Élodie", "Jürgen", "Ann-Marie", "Christopher", "Ngọc", "Ștefan", "Þóra"),
    *("Ελένη", "Наталья", "Zoë", "Office", "Fifi", "Affan", "A", "Wolfgang-Maximilian"),
)
LAST = (
    *("Ellery", "Li", "Fischer", "O’Neill", "Montgomery-Smith", "Đặng", "Müller", "Øster"),
    *("Παπαδοπούλου", "Иванова", "Konstantinopoulou-Papadimitriou", "TAVARES", "de la Cruz"),
)
WORDS = (
    *("please", "bring", "a", "list", "of", "your", "medicines", "and", "drink", "water,", "rest"),
    *(
        "two",
        "days",
        "well",
        "keep",
        "out",
        "of",
        "the",
        "sun",
        "SPF 50",
        "fly",
        "Tuesday",
        "10.30",
    ),
    *("follow-up", "officially", "afterwards", "AV", "To", "first", "week", "(see below)", "100 %"),
)
ODD = (
    *(
        "Łukasz 🙂",
        "فاطمة",
        "e\u0301tude",
        "soft\u00adhyphen",
        "a  b",
        "tab\tbed",
        "one\ntwo",
        "<b>",
    ),
    *("{{ recipient.name }}", "50/50", "it—is", "W" * 60, "zero\u200bwidth", "&amp;", "ﬁ ligature"),
)


NOTES = (
    "",
    "Please bring a list of your medicines.",
    "First: rest.\nThen: drink water, and sleep with two pillows under your head.",
    "Drink water, rest well, and keep out of the sun for two days (SPF 50 helps). Call us!",
)


def make_people(count: int, *, seed: int, is_wild: bool = False) -> Iterator[Recipient]:
    """Yield so many recipients, always the same for a seed.

    Args:
        count: How many.
        seed: Throws the dice.
        is_wild: No two are alike; otherwise most differ in their names alone.
    """
    dice = random.Random(seed)
    for row in range(count):
        is_odd = is_wild or dice.random() < 0.2
        fields = {
            "name": f"{dice.choice(FIRST)} {dice.choice(LAST)}",
            "date": dice.choice(("4 May 2026", "12.05.2026", "2026-05-04")),
            "practitioner": "Rebecca Marsh",
            "appointment": "Tuesday",
            "note": dice.choice(NOTES),
            "code": f"{dice.randrange(10**6):06}",
        }
        if is_odd:
            fields["practitioner"] = dice.choice(("Rebecca Marsh", "Dr Tom Ashdown"))
            fields["appointment"] = dice.choice(("Monday 1 June 2026, 10.30 am", "Tuesday", ""))
            fields["note"] = make_note(dice)
        if is_wild and dice.random() < 0.3:
            fields[dice.choice(("name", "note"))] = dice.choice(ODD)
        yield Recipient(fields=fields, row=row + 2)


def make_note(dice: random.Random) -> str:
    """Return a sentence of one to twenty words."""
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, 20))).capitalize() + "."
