"""Articles whose lists, call-outs and facts are hard to break over pages."""

from __future__ import annotations

from collections.abc import Mapping

from .prose import SENTENCES, TITLES, article, paragraphs, section, sentences

KINDS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CALL")


def call_out(kind: str, body: str, title: str = "") -> str:
    """Return a call-out in Markdown."""
    lines = [f"[!{kind}]{' ' + title if title else ''}", *body.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def fact(figure: str, body: str) -> str:
    """Return a key fact in Markdown."""
    return call_out("FACT", body, figure)


def bullets(count: int, start: int = 0) -> str:
    """Return a bullet list."""
    return "\n".join(f"- {sentences(1, start + n)}" for n in range(count))


def steps(count: int, length: int = 2) -> str:
    """Return numbered steps, each with a title of its own."""
    return "\n".join(
        f"{n + 1}. **{TITLES[n % len(TITLES)]}.** {sentences(length, n * 2)}" for n in range(count)
    )


def _nested(depth: int, mark: str, indent: int) -> str:
    lines = []
    for level in range(depth):
        lines.append(" " * (indent * level) + f"{mark} {sentences(2, level * 3)}")
        lines.append(" " * (indent * level) + f"{mark} {SENTENCES[level + 9]}")
    return "\n".join(lines)


LIST_ARTICLES: Mapping[str, str] = {
    "steps-over-pages": article(
        section(0, paragraphs(2))
        + "\n"
        + section(1, f"{sentences(3, 7)}\n\n{steps(14, 5)}")
        + "\n"
        + section(2, steps(3, 1)),
        title="Fourteen steps",
    ),
    "steps-with-blocks": article(
        section(
            0,
            "1. **Look.** Look at the skin.\n\n   Then look again, in good light.\n\n"
            "   - from the front\n   - from the side\n\n"
            "2. **Wash.**\n\n   > [!TIP]\n   > Lukewarm is best.\n\n"
            + "\n".join(f"{n}. {sentences(1, n)}" for n in range(3, 14)),
        ),
        title="Steps that hold more",
    ),
    "call-outs-near-the-foot": article(
        "\n".join(
            section(
                n,
                paragraphs(1, n * 3, 3 + n % 3)
                + "\n\n"
                + call_out(KINDS[n % 5], sentences(4 + 2 * (n % 3), n))
                + "\n\n"
                + sentences(2, n + 1),
            )
            for n in range(10)
        ),
        title="Ten call-outs",
    ),
    "call-outs-very-long": article(
        section(0, paragraphs(4))
        + "\n"
        + section(
            1,
            call_out("WARNING", f"{sentences(14)}\n\n{bullets(8)}\n\n{sentences(6)}", "Please read")
            + "\n\n"
            + call_out("CALL", sentences(16, 3))
            + "\n\n"
            + call_out("NOTE", bullets(12), "A title that is much longer than the place it has"),
        ),
        title="Call-outs that fill a page",
    ),
    "call-outs-in-a-row": article(
        section(0, "\n\n".join(call_out(kind, sentences(1, n)) for n, kind in enumerate(KINDS)))
        + "\n"
        + section(1, "\n\n".join(call_out("TIP", sentences(2, n)) for n in range(6))),
        title="Call-outs in a row",
    ),
    "check-list-of-forty": article(
        section(0, sentences(2))
        + "\n"
        + section(
            1,
            "\n".join(
                f"- [{'x' if n % 9 == 0 else ' '}] {sentences(1 + (n % 7 == 0) * 3, n)}"
                for n in range(40)
            ),
        ),
        title="Forty things to tick",
    ),
    "lists-nested": article(
        section(0, _nested(4, "-", 2))
        + "\n"
        + section(1, _nested(4, "1.", 3))
        + "\n"
        + section(
            2,
            "1. First\n   - one\n     1. one of one\n        - one of one of one\n"
            "2. Second\n\n- [ ] tick\n  - [ ] tick below\n    - plain below",
        ),
        title="Lists in lists in lists",
    ),
    "lists-long": article(
        section(0, f"You need:\n\n{bullets(40)}") + "\n" + section(1, bullets(1)),
        title="Forty bullets",
    ),
    "definitions-and-footnotes": article(
        section(
            0,
            "\n\n".join(
                f"{title}\n\n:   {sentences(2, n)}[^{n + 1}]\n\n:   {sentences(1, n + 4)}"
                for n, title in enumerate(TITLES)
            ),
        )
        + "\n"
        + section(1, " ".join(f"{sentences(1, n)}[^{n + 1}]" for n in range(10)))
        + "\n\n"
        + "\n\n".join(f"[^{n + 1}]: {sentences(1 + n % 3, n * 2)}" for n in range(10)),
        title="Words and what they mean",
    ),
    "facts-long": article(
        "\n".join(
            section(
                n,
                fact(figure, sentences(2 + n * 2, n)) + "\n\n" + paragraphs(1, n, 2 + n % 2),
            )
            for n, figure in enumerate(
                ("0.5–1.5 mm", "Between 3 and 4 weeks", "Photosensitivity", "1 in 10 000", "✓")
            )
        ),
        title="Facts that need more room than their text",
    ),
    "facts-many": article(
        section(
            0,
            "\n\n".join(
                fact(f"{n} in 10", sentences(1, n)) + "\n\n" + sentences(2, n) for n in range(1, 9)
            ),
        ),
        title="Eight facts in one section",
    ),
    "fact-before-list": article(
        section(0, paragraphs(3))
        + "\n"
        + "\n".join(
            section(n, fact("2 days", sentences(3, n)) + "\n\n" + bullets(2, n))
            for n in range(1, 6)
        ),
        title="A fact beside a list",
    ),
}
