"""Make up handouts of any length and parts, by a seed: what no hand-made case has thought of."""

from __future__ import annotations

import random
from pathlib import Path

from . import Case

WORDS = [
    "skin",
    "water",
    "sun",
    "cream",
    "day",
    "week",
    "clinic",
    "wound",
    "rest",
    "gentle",
    "towel",
    "warm",
    "cold",
    "morning",
    "evening",
    "mild",
    "swelling",
    "dressing",
    "ointment",
    "appointment",
    "temperature",
    "practitioner",
    "moisturiser",
    "comfortable",
    "a",
    "the",
    "of",
    "and",
    "to",
    "in",
    "it",
    "is",
    "you",
    "your",
    "we",
    "can",
    "may",
    "should",
    "after",
    "before",
    "when",
    "until",
    "once",
    "twice",
    "every",
]  # it is read as a text
_BOXES = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CALL")

_CLINIC = """\
name = "{name}"
{address}{reach}{closing}
[brand]
primary = "{colour}"
font = "{font}"
"""


class _Chance(random.Random):
    """Chance by a seed; `is_wordy` makes a fifth of all texts up to eight times as long."""

    is_wordy = False


def make_handout(folder: Path, seed: int, *, is_wordy: bool = False) -> Case:
    """Write the clinic, the author and the article of a seed, and return them as a case.

    Where it is wordy, a fifth of all texts are far longer than a designer would have it: items of
    twelve lines, a disclaimer or a call-out of half a page.
    """
    chance = _Chance(seed)
    chance.is_wordy = is_wordy
    root = folder / f"random-{seed}"
    article = root / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    (root / "content" / "authors").mkdir()
    (root / "content" / "clinic.toml").write_text(_write_clinic(chance), "utf-8")
    (root / "content" / "authors" / "ana.toml").write_text(
        f'name = "Ana Brown"\ncredentials = "MD"\nbio = "{_say(chance, 5, 60)}"\n', "utf-8"
    )
    article.write_text(_write_article(chance), "utf-8")
    recipient = None
    if chance.random() < 0.3:
        recipient = {"name": "Ana Maria Brown", "date": "4 May", "note": _say(chance, 2, 25)}
    return Case(name=root.name, project=root, article=article, recipient=recipient)


def _write_clinic(chance: _Chance) -> str:
    hours = ", ".join(f'"{_say(chance, 2, 6)}"' for _ in range(chance.randrange(1, 8)))
    return _CLINIC.format(
        name=chance.choice(["Linden", "Centre for Skin, Hair and Plastic Surgery of Springfield"]),
        address='address = ["12 Linden Street", "Springfield"]\n' * (chance.random() < 0.7),
        reach=f'phone = "020 7946 0000"\nhours = [{hours}]\n' * (chance.random() < 0.7),
        closing=f'disclaimer = "{_say(chance, 5, 60)}"\nfeedback = "{_say(chance, 5, 20)}"'
        if chance.is_wordy
        else "",
        colour=chance.choice(["#1f6f5c", "#ffee00", "#000000"]),
        font=chance.choice(["Source Sans 3", "Source Sans 3", "Atkinson Hyperlegible"]),
    )


def _write_article(chance: _Chance) -> str:
    lines = ["---", f"title: {_say(chance, 2, 14, end='')}"]
    if chance.random() < 0.7:
        lines.append(f"summary: {_say(chance, 5, 30)}")
    if chance.random() < 0.5:
        lines += ["key_points:", *(f"  - {_say(chance, 4, 14)}" for _ in range(4))]
    if chance.random() < 0.4:
        lines += ["questions:", *(f"  - {_say(chance, 4, 9, end='?')}" for _ in range(3))]
    if chance.random() < 0.6:
        lines.append("authors: ana")
    if chance.random() < 0.3:
        lines.append("link: https://linden.org/any")
    if chance.is_wordy:
        lines += ["references:", *(f"  - {_say(chance, 5, 30)}" for _ in range(6))]
    lines += ["---", "", _say(chance, 5, 40), ""]
    for _ in range(chance.choice([0, 1, 2, 3, 5, 8])):
        lines += [f"## {_say(chance, 1, 6, end='')}", ""]
        asks = chance.random() < 0.4
        for _ in range(chance.randrange(1, 6)):
            if asks or chance.random() < 0.15:
                lines += [f"### {_say(chance, 1, 10, end='?')}", ""]
                lines += [_say(chance, 2, 60), ""]
            else:
                lines += [*_write_block(chance, depth=0), ""]
    return "\n".join(lines) + "\n"


def _write_block(chance: _Chance, *, depth: int) -> list[str]:
    kinds = ["text", "text", "bullets", "check", "steps", "numbers", "quote"]
    kinds += ["box", "box", "fact", "table", "bold"] if depth == 0 else []
    kind = chance.choice(kinds)
    count = chance.randrange(1, 7)
    if kind == "bullets":
        return [f"- {_say(chance, 1, 25)}" for _ in range(count)]
    if kind == "check":
        # Of two lists in turn, Markdown would make one.
        boxes = [f"* [ ] {_say(chance, 1, 20)}" for _ in range(count)]
        return [*boxes, "", _say(chance, 2, 8)]
    if kind in ("steps", "numbers"):
        title = "**{}** {}" if kind == "steps" else "{} {}"
        ends = chance.choice(["", ".", ":"])
        return [
            f"{n}. " + title.format(_say(chance, 1, 4, end=ends), _say(chance, 2, 25))
            for n in range(1, count + 1)
        ]
    if kind == "quote":
        return [f"> {_say(chance, 5, 30)}"]
    if kind == "bold":
        return [f"**{_say(chance, 1, 5, end='')}**"]
    if kind == "box":
        title = _say(chance, 1, 8, end="") if chance.random() < 0.5 else ""
        lines = [f"> [!{chance.choice(_BOXES)}] {title}".rstrip()]
        for _ in range(chance.randrange(1, 4)):
            lines += [f"> {line}" for line in _write_block(chance, depth=1)] + [">"]
        return lines[:-1]
    if kind == "fact":
        figure = chance.choice(["7 in 10", "48 hours", "SPF 50", "Twice a day for a week"])
        return [f"> [!FACT] {figure}", f"> {_say(chance, 3, 30)}", "", _say(chance, 3, 80)]
    if kind == "table":
        width = chance.randrange(2, 6)
        rows = [[_say(chance, 1, 5, end="") for _ in range(width)] for _ in range(count + 1)]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        caption = [f"Table: {_say(chance, 1, 8, end='')}", ""] if chance.random() < 0.5 else []
        return [*caption, lines[0], "|---" * width + "|", *lines[1:]]
    return [_say(chance, 5, 90)]


def _say(chance: _Chance, least: int, most: int, end: str = ".") -> str:
    # Headings and cells end with nothing.
    if chance.is_wordy and end == "." and chance.random() < 0.2:
        most *= 8
    words = [chance.choice(WORDS) for _ in range(chance.randint(least, most))]
    return " ".join(words).capitalize() + end
