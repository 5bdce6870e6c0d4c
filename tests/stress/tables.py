"""Articles whose tables are hard: many columns, many rows, long cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .prose import LONG_ADDRESS, LONG_WORD, SENTENCES, article, paragraphs, section, sentences


def table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """Return a Markdown table, with its caption before it."""
    lines = [f"Table: {caption}\n"] if caption else []
    lines.append("| " + " | ".join(head) + " |")
    lines.append("|" + " --- |" * len(head))
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _around(middle: str, *, caption: str) -> str:
    return article(
        section(0, paragraphs(1))
        + "\n"
        + section(1, f"{sentences(2, 5)}\n\n{middle}\n\n{paragraphs(2, 8)}", title=caption)
        + "\n"
        + section(2, paragraphs(1, 3)),
        title=caption,
    )


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
_WIDE = tuple(f"Measurement{n}withoutabreak" for n in range(1, 15))

TABLE_ARTICLES: Mapping[str, str] = {
    "table-7-columns": _around(
        table(
            ("What to do", *_WEEK),
            [
                ("Moisturiser", *("twice",) * 6),
                ("Sun cream, at least SPF 30", *("morning",) * 6),
                ("Cool cloth", "as often as you like", "three times", "twice", *("–",) * 3),
                ("Shower", "no", "short", *("yes",) * 4),
            ],
            "The first week, day by day",
        ),
        caption="A week at a glance",
    ),
    "table-12-columns": _around(
        table(
            ("Treatment", *_MONTHS),
            [
                (name, *(f"{(n * 7 + start) % 30 + 1} %" for n in range(11)))
                for start, name in enumerate(
                    ("Peel", "Needling", "Laser, hair", "Laser, vessels", "Cryotherapy")
                )
            ],
            "How often each treatment was given, by month",
        ),
        caption="A year in numbers",
    ),
    "table-12-columns-wide": _around(
        table(
            ("Treatment", *(f"{name}uary {n}" for n, name in enumerate(_MONTHS, 2020))),
            [(name, *("tolerated",) * 11) for name in ("Peel", "Needling", "Cryotherapy")],
            "A table for a landscape page",
        ),
        caption="A year in words",
    ),
    "table-too-wide": _around(
        table(_WIDE, [_WIDE], "The table that no page holds"), caption="Too much"
    ),
    "table-60-rows": _around(
        table(
            ("Day", "How the skin looks", "What helps"),
            [
                (f"Day {n}", SENTENCES[n % len(SENTENCES)], SENTENCES[(n * 5) % len(SENTENCES)])
                for n in range(1, 61)
            ],
            "Sixty days",
        ),
        caption="Day by day",
    ),
    "table-long-cells": _around(
        table(
            ("Sign", "What it means, in as many words as it takes", "What helps"),
            [
                ("Redness", sentences(6), "A cool cloth"),
                ("**Swelling**", sentences(12, 4), sentences(9, 9)),
                ("A link", f"[our page]({LONG_ADDRESS})", LONG_ADDRESS),
                (LONG_WORD, "a long word", LONG_WORD),
                ("", "", ""),
            ],
        ),
        caption="Cells with a lot to say",
    ),
    "tables-in-a-row": article(
        section(
            0,
            "\n\n".join(
                table(
                    ("A", "B"), [(f"{n}.{row}", sentences(1, row)) for row in range(4)], f"No {n}"
                )
                for n in range(1, 8)
            ),
        ),
        title="Seven small tables",
    ),
    "facts-before-tables": article(
        "\n".join(
            section(
                n,
                f"> [!FACT] Fact {n}\n> {sentences(3, n)}\n\n"
                + table(_WEEK[:columns], [_WEEK[:columns]] * rows, f"Table {n}"),
            )
            for n, (columns, rows) in enumerate(((3, 1), (3, 6), (6, 3), (3, 16)))
        ),
        title="Facts that stand beside a table, or over it",
    ),
}
