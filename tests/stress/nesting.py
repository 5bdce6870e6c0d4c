"""Articles in which every kind of block stands in every kind that may hold blocks."""

from __future__ import annotations

from collections.abc import Mapping

from .lists import call_out
from .prose import article, section, sentences

INNER: Mapping[str, str] = {
    "a paragraph": f"{sentences(1)}\n\n{sentences(1, 1)}",
    "bullets": "- Wash.\n- Dry.\n\n  And rest.",
    "numbers": "1. Wash.\n2. Dry.\n   1. The face.\n   2. The hands.",
    "boxes to tick": "- [ ] I have washed.\n- [x] I am dry.",
    "a quotation": f"> {sentences(1, 2)}",
    "a call-out": "> [!TIP] Lukewarm\n> is best.",
    "a table": "| Day | Wash | Dry |\n|---|---:|---|\n| 1 | 30 min | 5–10 min |\n| 2 | 5 min | |",
    "a picture": '![A small field.](../images/small.svg "A field."){.small}',
    "definitions": "Balm\n\n:   It is rich.\n\nLotion\n\n:   It is light.",
    "plain text": "```\nSPF 30    morning\n```",
}
OUTER = ("TIP", "WARNING", "CALL", "FACT", "quotation", "bullet", "step", "box", "definition")
_MARKS = {"bullet": "- ", "step": "1. ", "box": "- [ ] ", "definition": ":   "}


def _put_into(outer: str, name: str, inner: str) -> str:
    """Return a block in another, with a line of text before and after it."""
    body = f"First, {name}.\n\n{inner}\n\nThen more."
    if outer.isupper():
        return call_out(outer, body, "2 weeks" if outer == "FACT" else "")
    if outer == "quotation":
        return "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
    mark = _MARKS[outer]
    width = 4 if outer == "definition" else 2 if mark.startswith("-") else 3
    lines = [f"{' ' * width}{line}".rstrip() for line in body.split("\n")]
    term = f"About {name}\n\n" if outer == "definition" else ""
    return term + mark + "\n".join(lines).lstrip()


NESTING_ARTICLES: Mapping[str, str] = {
    **{
        f"blocks-in-{outer.lower()}": article(
            "\n".join(
                section(n, _put_into(outer, name, inner) + f"\n\n{sentences(1, n)}", title=name)
                for n, (name, inner) in enumerate(INNER.items())
            ),
            title=f"Every block in a {outer.lower()}",
        )
        for outer in OUTER
    },
    "pictures-in-steps": article(
        section(
            0,
            "\n\n".join(
                f"{n + 1}. **Step {n + 1}.** {sentences(1 + n % 4, n)}\n\n"
                f"   ![A field.](../images/{('small', 'wide', 'tall')[n % 3]}.svg"
                + (' "What you see here."' if n % 2 else "")
                + ")"
                for n in range(9)
            ),
        ),
        title="Nine exercises",
    ),
    "picture-sizes": article(
        section(
            0,
            "\n\n".join(
                f"{sentences(2, n)}\n\n"
                f'![A field.](../images/{name}.svg "How it looks, {size}."){size}'
                for n, (name, size) in enumerate(
                    (name, size)
                    for name in ("small", "wide", "tall")
                    for size in ("", "{.half}", "{.small}")
                )
            ),
        ),
        title="Pictures of any size",
    ),
}
