"""Shapes of copied text, each with what it has to become: what other people's pages look like."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from handout.read.importers.text import FindingKind, recognise
from tests.read.text.test_texts import write_outline

LEAD = "Small burns mend by themselves within two weeks. This page says how to look after one."
BODY = "Keep it clean and cool for the first hours, and ask us whenever you are in doubt about it."
FIRST = "P Keep it clean and"

KINDS = {
    "do and don't are headings over lists": (
        f"Caring for a burn\n\n{LEAD}\n\nAt home\n\n{BODY}\n\n"
        "Do\ncool it with water\nwash your hands first\nDon't\nput butter on it\nburst it",
        [
            "## At home",
            FIRST,
            "### Do",
            "* cool it with water",
            "* wash your hands first",
            "### Don't",
            "* put butter on it",
            "* burst it",
        ],
    ),
    "a no by itself is an answer": (
        f"Caring for a burn\n\n{LEAD}\n\nDoes it hurt?\n\nNo\n\n{BODY}",
        ["## Does it hurt?", "P No", FIRST],
    ),
    "numbers in circles are numbers": (
        f"Caring for a burn\n\n{LEAD}\n\n❶ Cool it\n❷ Cover it\n\n{BODY}",
        ["1. Cool it", "2. Cover it", FIRST],
    ),
    "when to call us ends a list": (
        f"Caring for a burn\n\n{LEAD}\n\nTwice a day\n\n{BODY}\n\nEvery evening:\n\n"
        f"Take the film off\nPut a new one on\nWhen to call us\n\n{BODY}",
        [
            "## Twice a day",
            FIRST,
            "P Every evening:",
            "* Take the film off",
            "* Put a new one",
            "## When to call us",
            FIRST,
        ],
    ),
    "as many items as are announced": (
        f"Caring for a burn\n\n{LEAD}\n\nYou need\n\nGet these two things:\n\n"
        f"A soft cloth\nA clean film\nThe first night\n\n{BODY}\n\n{BODY}",
        [
            "## You need",
            "P Get these two things:",
            "* A soft cloth",
            "* A clean film",
            "## The first night",
            FIRST,
            FIRST,
        ],
    ),
    "lines with a colon over paragraphs are headings": (
        f"Caring for a burn\n\n{LEAD}\n\nWhat it is made of:\n\n{BODY}\n\nHow long it lasts:\n\n{BODY}",
        ["## What it is made of", FIRST, "## How long it lasts", FIRST],
    ),
    "sentences after an announcement are items": (
        f"Caring for a burn\n\n{LEAD}\n\nAfterwards\n\nPlease follow these steps:\n\n"
        f"Do not rub the place.\nDo not go out into the sun.\n\nLater\n\n{BODY}",
        [
            "## Afterwards",
            "P Please follow these steps:",
            "* Do not rub the",
            "* Do not go out",
            "## Later",
            FIRST,
        ],
    ),
    "a heading over a heading over a list": (
        f"Strong feet\n\n{LEAD}\n\nKnow your feet\n\nWhere they bear\n\nAt the heel\nAt the ball\n\n"
        f"How to train\n\n{BODY}",
        [
            "## Know your feet",
            "### Where they bear",
            "* At the heel",
            "* At the ball",
            "## How to train",
            FIRST,
        ],
    ),
    "small letters below capitals are items": (
        f"A sore throat\n\n{LEAD}\n\n{BODY}\n\nSigns in children\na rough voice\nno appetite\n\n{BODY}",
        [FIRST, "## Signs in children", "* a rough voice", "* no appetite", FIRST],
    ),
    "a sentence set apart below a list is none of its items": (
        f"Thrush\n\n{LEAD}\n\nIn men\nredness of the skin\nan odd smell\n\n"
        f"Often there are no signs at all.\n\nWhat helps\n\n{BODY}",
        [
            "## In men",
            "* redness of the skin",
            "* an odd smell",
            "P Often there are no",
            "## What helps",
            FIRST,
        ],
    ),
    "tabs make a table": (
        f"Wine and beer\n\n{LEAD}\n\nHow much\n\nDrink\tUnits\nA glass of wine\t2.1\nA pint\t2.3\n\n{BODY}",
        ["## How much", "Table", FIRST],
    ),
    "a row whose last cell is empty is one of the table": (
        f"Wine and beer\n\n{LEAD}\n\nHow much\n\nDrink\tUnits\tIn short\nWine\t2.1\t\n"
        f"Beer\t2.3\tmuch\nA pint\t2\tless\n\n{BODY}",
        ["## How much", "Table", FIRST],
    ),
    "spaces make a table": (
        f"Wine and beer\n\n{LEAD}\n\nHow much\n\nDrink      Units\nWine       2.1\nBeer       2.3\n\n{BODY}",
        ["## How much", "Table", FIRST],
    ),
    "squares are boxes to tick": (
        f"Clean teeth\n\n{LEAD}\n\nYour list:\n□ Brush\n▢ Rinse",
        ["P Your list:", "[ ] Brush", "[ ] Rinse"],
    ),
    "signs are left out": (
        f"After a tooth\n\n{LEAD}\n\n⚠️ What to watch\n\n{BODY} 🥣\n\n\ue123 What to eat\n\n{BODY}",
        ["## What to watch", FIRST, "## What to eat", FIRST],
    ),
    "signs below one another are bullets, and a no stays a no": (
        f"After a tooth\n\n{LEAD}\n\n✅ soft bread\n✅ soup\n❌ nuts\n\n{BODY}",
        ["* soft bread", "* soup", "* No: nuts", FIRST],
    ),
    "a price keeps no line from being a heading": (
        f"Facials\n\n{LEAD}\n\nBasic facial $50\n\n{BODY}\n\nFull facial $75\n\n{BODY}",
        ["## Basic facial $50", FIRST, "## Full facial $75", FIRST],
    ),
    "labels in capitals do not lower the headings right below them": (
        f"Back pain\n\n{LEAD}\n\nWHY IT WORKS\n\nWhat rest can do\n\n{BODY}\n\n"
        f"HOW IT WORKS\n\nWhat we do with you\n\n{BODY}",
        [
            "## WHY IT WORKS",
            "## What rest can do",
            FIRST,
            "## HOW IT WORKS",
            "## What we do with you",
            FIRST,
        ],
    ),
    "counts, signs and calls to book are of the page": (
        f"Back pain\n\n{LEAD}\n\n02 /\n\nWhat rest can do\n\n{BODY}\n\n→\n\n"
        f"Find out more\n\nWhat we do with you\n\n{BODY}\n\nBook an appointment\n\n{BODY}",
        ["## What rest can do", FIRST, "## What we do with you", FIRST, FIRST],
    ),
    "what a patient is told to do is no call of the page": (
        f"Back pain\n\n{LEAD}\n\nIf it gets worse:\n\n• Call the clinic\n• Make an appointment\n\n{BODY}",
        ["P If it gets worse:", "* Call the clinic", "* Make an appointment", FIRST],
    ),
    "credits are no headings": (
        f"A garden party\n\n{LEAD}\n\nAnn Lee/Northlight/Stock Images\n\n{BODY}\n\n(Photo: Ann Lee)\n\n{BODY}",
        [FIRST, FIRST],
    ),
}

TITLES = {
    "a doctor's name below": "Fertility\nWhen it takes longer\nDr Ann Lee\n14 Apr, 2025 – 4 min read\n\n",
    "a name and what they do above": (
        "Back to Blog\nFebruary 24, 2024\n8 min read\nAnn Lee, Physiotherapist\nPain\n"
        "When it takes longer\n\n"
    ),
    "a date said twice": (
        "When it takes longer\nPublished Thursday 27 July 2017 Published Thu 27 Jul 2017\n"
        "By Ann Lee\n\n"
    ),
    "a date without a comma": "When it takes longer\nby Ann Lee January 18, 2025 11:00 AM\n\n",
}


@pytest.mark.parametrize("name", KINDS)
def test_kind(name: str) -> None:
    text, expected = KINDS[name]
    outline = write_outline(recognise(text, path=Path("a text.txt"), language="en"))
    body = [line for line in outline if not line.startswith(("title", "author", "dropped"))]
    assert body[0] == "P Small burns mend by"
    assert body[1:] == expected


@pytest.mark.parametrize("name", TITLES)
def test_title_and_author(name: str) -> None:
    text = TITLES[name] + f"{LEAD}\n\nWhat it means\n\n{BODY}\n"
    found = recognise(text, path=Path("a text.txt"), language="en")
    assert found.title == "When it takes longer"
    assert found.author
    assert found.author.name.removeprefix("Dr ") == "Ann Lee"
    assert write_outline(found)[3:] == [
        "P Small burns mend by",
        "## What it means",
        "P Keep it clean and",
    ]


@pytest.mark.parametrize(
    "line", ["Kidney Stones", "Gallbladder Removal", "By Northlight Editorial Team", "Bill Pay"]
)
def test_no_author_is_invented(line: str) -> None:
    text = f"Your operation\n{line}\n\n{LEAD}\n\n{BODY}\n"
    assert recognise(text, path=Path("a text.txt"), language="en").author is None


def test_what_stands_below_an_article_is_left_out_and_told() -> None:
    end = (
        "Contact Me\n\nBook Consultation\n\nShare:\nTwitter\nFacebook\n\nRelated coverage\n"
        "Five walks for a sore back. A slow walk helps. Read now\nFiled under: Neck"
    )
    text = f"A stiff neck\n\n{LEAD}\n\nHow to begin\n\n{BODY}\n\n{end}"
    outline = write_outline(recognise(text, path=Path("a text.txt"), language="en"))
    assert outline[2:] == ["P Small burns mend by", "## How to begin", "P Keep it clean and"]
    assert all(line.strip() in outline[1] for line in end.splitlines() if line)


@pytest.mark.parametrize("seed", range(20))
def test_a_long_sentence_among_the_lines_of_a_page_stays(seed: int) -> None:
    chance = random.Random(seed)
    menu = ["Follow us", "Book now", "Read more", "Call 01632 960123", "View all posts", "Our team"]
    sentence = (
        "If you would like to join our newsletter and follow us for more about "
        f"{chance.choice(['skin', 'sleep', 'pain'])}, ask at the front desk when you come."
    )
    around = chance.sample(menu, k=4)
    text = f"A stiff neck\n\n{LEAD}\n\n{BODY}\n\n" + "\n".join([*around[:2], sentence, *around[2:]])
    found = recognise(text, path=Path("a text.txt"), language="en")
    dropped = [one.text for one in found.findings if one.kind is FindingKind.DROPPED]
    assert sentence not in dropped
    assert dropped
