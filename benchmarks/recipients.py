"""Make up the recipients of `benchmarks/merge.py`: ordinary people, none twice, always the same.

Nobody gains much by remembering what was set before: of 100,000 names all differ, of as many notes
nearly all, of the appointments one in ten. Dates and practitioners come again, as they do in a
clinic.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

FIRST = (
    *("Amelia", "Oliver", "Aisha", "Tomasz", "Zoë", "Mohammed", "Priya", "Liam", "Grace", "José"),
    *("Chloe", "Ethan", "Siân", "Rhys", "Noor", "Callum", "Ngozi", "Freya", "Hamza", "Isla"),
    *("Łucja", "Finley", "Maryam", "Callista", "Jürgen", "Niamh", "Dev", "Elif", "Rowan", "Ana"),
    *("Bartholomew", "Mei", "Ravi", "Ciara", "Søren", "Ingrid", "Mateo", "Anneke", "Yusuf", "Eve"),
)
LAST = (
    *("Smith", "Patel", "O’Connor", "Nowak", "Williams", "Khan", "García", "Jones", "Hughes"),
    *("Okafor", "Taylor", "MacDonald", "Evans", "Fitzgerald", "Singh", "Brown", "Ashworth"),
    *("Müller", "Thomas", "Kowalska", "Roberts", "Chen", "Walker", "Đorđević", "Wright"),
    *("Ferreira", "Robinson", "Begum", "Green", "Hall", "Svensson", "Lewis", "Whittaker"),
    *("de la Cruz", "Clarke", "Nguyen", "Harrison", "Wood", "Yılmaz", "Turner", "Baker"),
)
INITIALS = "ABCDEFGHIJKLMNOPRSTVW"
PRACTITIONERS = ("Grace Okafor", "Tom Ashdown", "Nadia Rahman", "Dr Elin Price")
WAYS = ("Please come to", "This time, come to", "Ring the bell at", "We are waiting for you at")
PLACES = ("the side door", "the front desk", "room 4 upstairs", "the house in Mill Street")
BRINGING = ("bring the cream", "bring your own towel", "have eaten something", "bring a sun hat")
PARTS = ("left cheek", "right cheek", "forehead", "upper lip", "chin", "right temple")
FEELINGS = ("stings", "burns", "feels tight", "is sore", "itches")
ENDS = (
    "then leave out the retinol until we have met.",
    "then use nothing on it but the plain cream.",
    "then cool it with a damp cloth for ten minutes.",
)

NOTE = (
    "Please come to the front desk and bring the cream. If your left cheek stings after 13 October,"
    " call us, then use nothing on it but the plain cream."
)
"""What the note says to everybody where notes are not personal."""


def make_people(count: int, *, has_note: bool) -> Iterator[dict[str, str]]:
    """Yield so many recipients by field, the first ones of a longer list.

    Args:
        count: How many.
        has_note: Whether each gets a note of their own, of three lines.
    """
    chance = random.Random(2026)
    names = _make_names(random.Random(10))
    for _ in range(count):
        visit = dt.date(2026, 10, 5) + dt.timedelta(chance.randrange(5))
        again = visit + dt.timedelta(chance.randrange(10, 90))
        person = {
            "name": next(names),
            "date": _write_date(visit),
            "practitioner": chance.choice(PRACTITIONERS),
            "appointment": f"{again:%A}, {_write_date(again)}, {_write_time(chance)}",
        }
        note = _write_note(chance, again)
        if has_note:
            person["advice"] = note
        yield person


def write_list(path: Path, count: int, *, has_note: bool) -> None:
    """Write so many recipients as CSV; see `make_people`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        people = make_people(count, has_note=has_note)
        first = next(people)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(people)


def _make_names(chance: random.Random) -> Iterator[str]:
    seen = set()
    while True:
        first, last, other = chance.choice(FIRST), chance.choice(LAST), chance.choice(LAST)
        initials = f"{chance.choice(INITIALS)}. {chance.choice(INITIALS)}."
        name = f"{first} {initials} {last}" if chance.randrange(10) else f"{first} {last}-{other}"
        if name not in seen:
            seen.add(name)
            yield name


def _write_note(chance: random.Random, again: dt.date) -> str:
    day = again - dt.timedelta(chance.randrange(1, 9))
    return (
        f"{chance.choice(WAYS)} {chance.choice(PLACES)} and {chance.choice(BRINGING)}. If your"
        f" {chance.choice(PARTS)} {chance.choice(FEELINGS)} after {day.day} {day:%B}, call us"
        f" before {_write_time(chance)}, {chance.choice(ENDS)}"
    )


def _write_date(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _write_time(chance: random.Random) -> str:
    return f"{chance.randrange(8, 18)}.{chance.randrange(0, 60, 5):02}"
