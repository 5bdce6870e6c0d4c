"""Make up texts of kinds that real pages show seldom, for `train.py` to learn from.

A list that a line with a colon announces, whose bullets were lost and which runs into the next
heading; headings on headings; labels with a colon over paragraphs; capitals over items in small
letters; lists of whole sentences. The words are drawn from a seed, and so are the blank lines that
a browser leaves out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_THINGS = (
    "bandage,knee,scar,towel,tablet,ankle,dressing,shoulder,cream,wound,heel,collar,plaster,tooth"
    ",brace,bath,stocking,lotion,hand,eyelid,mouthwash,walking stick,ice pack,sunscreen,stitch"
)
_PLACES = (
    "at home,in bed,after a meal,before you sleep,in the shower,on the stairs,at work,in the sun"
    ",during the first week,twice a day,with warm water,for ten minutes,every evening,by yourself"
)
_DEEDS = "keep,check,wash,dry,cover,lift,rest,move,stretch,cool,warm,press,clean,change,loosen,wrap"
_STATES = "sore,swollen,dry,warm,numb,itchy,stiff,red,tender,clean,loose,dark,soft,cold"
_TOPICS = (
    "The first night,What to expect,Going home,Eating and drinking,How it works,Your stitches"
    ",Pain,Sleep,Driving and work,Before you come,Moving again,How long it takes,Who it is for"
    ",Looking after your {thing},Your {thing},About the {thing},Why the {thing} is {state}"
    ",When can I {deed} the {thing}?,Is a {state} {thing} normal?,How do I {deed} it?"
)
_GERMAN = (
    "Was Sie selbst tun können,Wann Sie zu uns kommen,Die erste Nacht,Was hilft,Wie lange es dauert"
    ",Nach dem Eingriff,Was Sie beachten sollten,Wie es dazu kommt,Essen und Trinken,Der Verband"
)
_LABELS = (
    "What it is made of,How long it lasts,Where it is done,Who does it,What you feel,What it costs"
    ",How to {deed} it,Why it helps,The {thing}"
)
_ANNOUNCING = (
    "You will need the following:,Your list:,Signs:,Please follow these steps:,Every evening:"
    ",Bring with you:,These signs are common:,It may help to:,Ask us about:"
)
_COUNTING = "You need these,Remember these,There are,Bring these,Keep to these"
_CLOSING = "Summary,Conclusion,The bottom line,Contact,References"
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


@dataclass(frozen=True, slots=True)
class MadeText:
    """A made-up text, and what each of its lines is by number, as in `measure.Sample`."""

    text: str
    roles: dict[int, str]


def make_texts(seeds: Iterable[int]) -> Iterator[MadeText]:
    """Yield a made-up text for each seed, the same one each time."""
    for seed in seeds:
        yield _Maker(seed).make()


class _Maker:
    """Draw one text."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._is_tight = self._chance.random() < 0.25
        self._has_gaps_round_lists = self._chance.random() < 0.4
        self._mark = self._choose("•,-,number") if self._chance.random() < 0.25 else ""
        self._is_german = self._chance.random() < 0.15

    def _choose(self, stock: str) -> str:
        return self._chance.choice(stock.split(","))

    def make(self) -> MadeText:
        parts = [("title", self._fill("Looking after a {state} {thing}")), *self._say(1, 3)]
        kinds = (
            self._make_section,
            self._make_announced,
            self._make_labels,
            self._make_headed_list,
            self._make_sentences,
            self._make_stacked,
            self._make_run,
            self._make_questions,
            self._make_steps,
        )
        for _ in range(self._chance.randint(3, 7)):
            parts += self._chance.choice(kinds)()
        parts += [] if parts[-1][0] == "paragraph" else self._say(1, 1)
        lines: list[str] = []
        roles = {}
        number = 0
        for n, (role, words) in enumerate(parts):
            lines += [""] if n and self._is_apart(parts[n - 1][0], role) else []
            number = number + 1 if role == "item" else 0
            mark = f"{number}." if self._mark == "number" else self._mark
            lines.append(f"{mark} {words}" if number and mark else words)
            roles[len(lines)] = role
        return MadeText("\n".join(lines), roles)

    def _is_apart(self, before: str, role: str) -> bool:
        if self._is_tight:
            return False
        is_in_list = before == role == "item"
        is_beside = "item" in (before, role) and {before, role} & {"section", "sub-heading"}
        return not is_in_list and not (is_beside and not self._has_gaps_round_lists)

    def _make_section(self) -> list[tuple[str, str]]:
        return [self._head(), *self._say(1, 3)]

    def _make_announced(self) -> list[tuple[str, str]]:
        words = self._choose(_ANNOUNCING)
        ending = self._make_section() if self._chance.random() < 0.6 else self._say(1, 2)
        items = self._list(2, 6, is_long=self._chance.random() < 0.3)
        if self._chance.random() < 0.4:
            words = f"{self._choose(_COUNTING)} {_NUMBERS[len(items)]} things:"
        above = [self._head()] if self._chance.random() < 0.8 else []
        return [*above, *self._say(0, 1), ("paragraph", words), *items, *ending]

    def _make_labels(self) -> list[tuple[str, str]]:
        labels = self._chance.sample(_LABELS.split(","), self._chance.randint(2, 4))
        heads = [("section", self._fill(label) + ":") for label in labels]
        return [part for head in heads for part in (head, *self._say(1, 1))]

    def _make_headed_list(self) -> list[tuple[str, str]]:
        return [self._head(), *self._list(2, 6, is_small=self._chance.random() < 0.6)]

    def _make_sentences(self) -> list[tuple[str, str]]:
        if self._is_tight and not self._mark:
            # Without a sign, nobody can tell them from paragraphs.
            return [self._head(), *[part for _ in range(3) for part in self._say(1, 1)]]
        return [self._head(), *self._say(0, 1), *self._list(3, 5, is_long=True)]

    def _make_stacked(self) -> list[tuple[str, str]]:
        head, below = self._head(), ("sub-heading", self._head()[1])
        rest = self._make_section() if self._chance.random() < 0.5 else []
        return [head, below, *self._chance.choice((self._list(2, 5), self._say(1, 2))), *rest]

    def _make_run(self) -> list[tuple[str, str]]:
        """Draw a section that a line with a colon divides into sub-headings."""
        number = self._chance.randint(2, 4)
        words = self._choose("Here is how:,These are the main things:,Here is what to know:")
        is_counted = self._chance.random() < 0.5
        words = f"{self._choose(_COUNTING)} {_NUMBERS[number]} things:" if is_counted else words
        parts = [self._head(), *self._say(0, 1), ("paragraph", words)]
        for _ in range(number):
            parts += [("sub-heading", self._head()[1].rstrip("?")), *self._say(1, 1)]
        is_question = not is_counted and self._chance.random() < 0.5
        closing = self._choose(_CLOSING) if self._chance.random() < 0.6 else self._head()[1]
        closing = (
            f"Is the {self._choose(_THINGS)} {self._choose(_STATES)}?" if is_question else closing
        )
        return [*parts, ("section", closing), *self._say(1, 1)]

    def _make_questions(self) -> list[tuple[str, str]]:
        words = self._choose(
            "FAQ,Frequently asked questions,Common questions,Questions and answers"
        )
        parts = [("section", words)]
        for _ in range(self._chance.randint(2, 5)):
            shape = "Is the {thing} {state}?,Can I {deed} the {thing}?,When do I {deed} it?"
            parts += [("sub-heading", self._fill(self._choose(shape))), *self._say(1, 1)]
        return [*parts, self._head(), *self._say(1, 1)]

    def _make_steps(self) -> list[tuple[str, str]]:
        name = self._choose("Step,Week,Stage,Day")
        parts = [self._head(), *self._say(0, 1)]
        for n in range(1, self._chance.randint(3, 6)):
            parts += [("sub-heading", self._fill(f"{name} {n}: {{deed}} it")), *self._say(1, 1)]
        return [*parts, self._head(), *self._say(1, 1)]

    def _head(self) -> tuple[str, str]:
        return "section", self._fill(self._choose(_GERMAN if self._is_german else _TOPICS))

    def _list(
        self, least: int, most: int, *, is_small: bool | None = None, is_long: bool = False
    ) -> list[tuple[str, str]]:
        """Draw items: sentences, or a few words that begin small or large."""
        small = self._chance.random() < 0.4 if is_small is None else is_small
        found = []
        for _ in range(self._chance.randint(least, most)):
            words = self._fill("{deed} the {thing} {place}" if is_long else "{short}")
            words = words if small and not is_long else words[0].upper() + words[1:]
            found.append(("item", f"{words}." if is_long else words))
        return found

    def _say(self, least: int, most: int) -> list[tuple[str, str]]:
        """Draw paragraphs."""
        return [
            (
                "paragraph",
                " ".join(
                    self._make_sentence() for _ in range(self._chance.choice((1, 1, 2, 3, 4)))
                ),
            )
            for _ in range(self._chance.randint(least, most))
        ]

    def _make_sentence(self) -> str:
        if self._is_german:
            words = "Halten Sie den Verband trocken,Das ist am Anfang so,Ruhen Sie sich aus"
            return f"{self._choose(words)} und kommen Sie, wenn Sie unsicher sind."
        shape = self._chance.choice(
            (
                "{Deed} the {thing}.",
                "{Deed} the {thing} {place}.",
                "We will {deed} your {thing}.",
                "Your {thing} may be {state} and {state} {place}, and that is as it should be.",
                "{Deed} the {thing} {place}, and {deed} it again {place}.",
                "Most people find that the {thing} is less {state} {place}.",
                "If the {thing} feels {state}, {deed} it {place} and ask us.",
            )
        )
        return self._fill(shape)

    def _fill(self, shape: str) -> str:
        chance = self._chance
        deed = self._choose(_DEEDS)
        short = chance.choice(
            ("a {state} {thing}", "{deed} the {thing}", "{state} skin", "no {thing} {place}")
        )
        words = shape.replace("{short}", short)
        for name, stock in (
            ("{deed}", _DEEDS),
            ("{thing}", _THINGS),
            ("{place}", _PLACES),
            ("{state}", _STATES),
        ):
            while name in words:
                words = words.replace(name, self._choose(stock), 1)
        return words.replace("{Deed}", deed.capitalize())
