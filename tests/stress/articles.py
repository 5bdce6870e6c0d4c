"""Articles that are hard as a whole: too long, too short, too empty, other alphabets."""

from __future__ import annotations

from collections.abc import Mapping

from .lists import call_out, fact, steps
from .prose import (
    LONG_ADDRESS,
    LONG_WORD,
    SENTENCES,
    TITLES,
    article,
    paragraphs,
    section,
    sentences,
)
from .tables import table

FULL_FRONT = """\
topic: Skin and scalp treatments
authors: [rebecca]
key_points:
  - "**It treats the skin.** Done well, it does no harm to hair."
  - "**It is not for everyone.** Tell us about your medicines first."
  - "**Plan two quiet days.** Redness is usual and fades."
reviewers:
  - {name: Dr Amina Osei, role: consultant dermatologist, date: 2026-04-28}
  - Tom Feld
references:
  - "Marsh R. *Skin and needles*. Saltholm Journal, 2024; 3: 14–19."
  - "Osei A. [Hair after treatment](https://harbour-clinic.example/hair). 2025."
link: https://harbour-clinic.example/skin
questions: ["Is this right for me?", "How many visits will I need?"]
tags: [skin, hair]
language: en-GB
"""

RICH_BODY = (
    section(
        0,
        fact("0.5–1.5 mm", "Usual length of a needle.")
        + f"\n\n{paragraphs(1)}\n\nYou may bring:\n\n- a list of medicines\n- your glasses\n"
        "- *somebody* you **trust**, [mon ami]{lang=fr}",
    )
    + '\n![A shaded field, dark above and light below.](../images/shade.png "What it *shows*.")\n\n'
    + section(
        1,
        f"{sentences(3, 4)}\n\n### On the face\n\n{sentences(4, 7)}\n\n### On the scalp\n\n"
        f"{sentences(4, 11)}\n\n{call_out('NOTE', sentences(2))}",
    )
    + "\n"
    + section(
        2,
        table(
            ("Sign", "How long", "What helps"),
            [("Redness", "1 to 2 days", "A cool cloth"), ("Dry skin", "4 days", "A plain cream")],
            "What you may notice",
        )
        + f"\n\n{call_out('IMPORTANT', sentences(3, 9))}",
    )
    + "\n"
    + section(
        3,
        steps(4, 1) + f"\n\n{call_out('TIP', sentences(2, 20))}\n\n"
        "- [ ] Wash with care.[^1]\n- [ ] No make-up.\n- [x] Read this.\n\n"
        "Needling\n\n:   Fine needles on the skin.\n\n> Said by somebody who knows.\n\n---\n\n"
        "Write `SPF 30` down.",
    )
    + "\n"
    + section(
        4,
        f"{call_out('WARNING', sentences(3, 12))}\n\n"
        f"{call_out('CALL', 'Monday to Friday, 9 am to 6 pm.')}\n\n[^1]: Lukewarm.",
    )
)

GREEK = (
    "Πλύνετε την περιοχή με χλιαρό νερό και ήπιο σαπούνι. Στεγνώστε απαλά με καθαρή πετσέτα. "
    "Αποφύγετε τον ήλιο για δύο εβδομάδες και φοράτε καπέλο όταν βγαίνετε έξω."
)
CYRILLIC = (
    "Промойте кожу тёплой водой и мягким средством. Осторожно промокните чистым полотенцем. "
    "Две недели избегайте солнца и носите шляпу, когда выходите из дома. Їжте, як завжди."
)
VIETNAMESE = (
    "Rửa vùng da bằng nước ấm và sữa rửa dịu nhẹ. Thấm khô bằng khăn sạch, đừng chà xát. "
    "Tránh nắng trong hai tuần và đội mũ khi ra ngoài. Hãy gọi cho chúng tôi nếu bạn lo lắng."
)

PASTED = (
    f"{paragraphs(2)}\nTable of Contents\nBefore your visit\n{sentences(4, 3)}\nWhat we do\n"
    f"{sentences(5, 9)} Here’s what you need to know:\nOn the Face\n{sentences(4)}\nOn the Scalp\n"
    f"{sentences(4, 6)}\nSummary\n{paragraphs(2, 14)}\nRemember, the information provided in this "
    "post is for educational purposes only and should not replace professional medical advice.\n\n"
    "Rebecca is a licensed aesthetician with almost 15 years of experience in dermatology.\n"
)

LONG_TITLE = (
    "Everything that you may want to know before, during and after the treatment of uneven, "
    "scarred or sun-damaged skin of the face, the neck and the backs of the hands, with answers "
    "to the questions that people ask us most"
)

ARTICLES: Mapping[str, str] = {
    "every-element": article(RICH_BODY, front=FULL_FRONT, title="Needling and your hair"),
    "long-title": article(section(0, paragraphs(2)), title=LONG_TITLE),
    "long-title-full": article(RICH_BODY, title=LONG_TITLE, front=FULL_FRONT),
    "capital-title": article(
        section(0, paragraphs(2)), title="IMPORTANT INFORMATION ABOUT YOUR SKIN AND ITS TREATMENT"
    ),
    "one-paragraph": article(sentences(4)),
    "one-sentence": article("Wash your hands."),
    "title-and-body": '---\ntitle: "Only this"\n---\n\n' + paragraphs(3) + "\n",
    "no-summary": article(section(0, paragraphs(2)) + section(1, paragraphs(2, 5)), summary=False),
    "no-authors": article(section(0, paragraphs(2)), front="authors: []\n"),
    "no-side-facts": article("\n".join(section(n, paragraphs(2, n)) for n in range(4))),
    "three-authors": article(
        section(0, paragraphs(2)), front="authors: [amina, rebecca, jo]\n", title="Three of us"
    ),
    "forty-sections": article(
        "\n".join(
            section(n, paragraphs(1, n, 1 + n % 6), title=f"{TITLES[n % 10]}, part {n + 1}")
            for n in range(40)
        ),
        title="Forty sections",
    ),
    "sections-short": article(
        "\n".join(section(n, SENTENCES[n], title=f"{TITLES[n % 10]} {n}") for n in range(24)),
        title="Twenty-four sections of a line",
    ),
    "headings-in-a-row": article(
        "\n".join(
            f"## {TITLES[n]}: {sentences(2, n)[:110]}\n\n### {TITLES[n + 1]}\n\n#### Deeper\n\n"
            f"##### Deepest\n\n{sentences(2 + n, n)}\n"
            for n in range(6)
        ),
        title="Headings upon headings",
    ),
    "empty-sections": article(
        "## One\n\n## Two\n\n" + paragraphs(1) + "\n\n## Three\n", title="Nothing to say"
    ),
    "long-address": article(
        section(
            0,
            f"See {LONG_ADDRESS} for more, or [this page]({LONG_ADDRESS}).\n\n"
            f"- {LONG_ADDRESS}\n\n{call_out('NOTE', LONG_ADDRESS)}\n\n{paragraphs(1)}",
        ),
        front=f'link: "{LONG_ADDRESS}"\nreferences:\n  - "Marsh R. {LONG_ADDRESS}"\n',
        title="A long address",
    ),
    "long-word": article(
        section(
            0,
            f"{fact(LONG_WORD[:46], LONG_WORD)}\n\n{sentences(1)} {LONG_WORD} {sentences(2)}\n\n"
            f"- {LONG_WORD}\n\n1. **{LONG_WORD}** {LONG_WORD}\n\n{call_out('TIP', LONG_WORD)}",
            title=LONG_WORD[:92],
        ),
        front=f'key_points:\n  - "{LONG_WORD}"\n  - "{sentences(1)}"\ntopic: {LONG_WORD}\n',
        title=f"About {LONG_WORD[:46]}",
    ),
    "long-key-points": article(
        section(0, paragraphs(2)),
        front="key_points:\n" + "".join(f'  - "{sentences(5, n * 2)}"\n' for n in range(7)),
        title="Key points that go on",
    ),
    "many-references": article(
        section(0, paragraphs(2)),
        front="references:\n"
        + "".join(
            f'  - "Marsh R, Osei A, Feld T and others. {SENTENCES[n % 28]} *Saltholm Journal of '
            f'Skin*, {1960 + n}; {n}: {n * 3}–{n * 3 + 7}."\n'
            for n in range(60)
        ),
        title="Sixty references",
    ),
    "many-questions": article(
        section(0, paragraphs(1)),
        front="questions:\n" + "".join(f'  - "{sentences(1, n)}"\n' for n in range(18)),
    ),
    "figures": article(
        section(
            0,
            f"{sentences(3)}\n\n"
            f'![A long arrow down.](../images/tall.svg "Tall: {sentences(3)}")\n\n{sentences(3)}\n\n'
            f'![A long arrow to the right.](../images/wide.svg "Wide.")\n\n{paragraphs(2)}\n\n'
            f"![A small field.](../images/small.svg)\n\n{sentences(2)}\n\n"
            f'![A shaded field.](../images/shade.png "A caption of many lines. {sentences(9)}")\n',
        ),
        title="Figures tall and wide",
    ),
    "alphabets": article(
        section(0, GREEK, title="Φροντίδα μετά")
        + section(1, f"{CYRILLIC}\n\n- {CYRILLIC}", title="Уход за кожей")
        + section(2, f"{VIETNAMESE}\n\n{call_out('TIP', VIETNAMESE)}", title="Chăm sóc da"),
        title="Kožní péče · Δέρμα · Кожа · Làn da",
    ),
    "recipient-fields": article(
        section(
            0,
            "Dear {{ recipient.name }}, thank you for coming on {{ recipient.date }}. You saw "
            "{{ recipient.practitioner }}. Your next visit: **{{ recipient.appointment }}**.\n\n"
            "- A note for you: {{ recipient.note }}\n\n" + paragraphs(2),
        ),
        title="After your visit",
    ),
    "quotes-and-code": article(
        section(
            0,
            f"> {sentences(4)}\n>\n> {sentences(2)}\n\n```\nSPF 30    morning\nSPF 50    noon, "
            + "and again " * 14
            + f"\n```\n\n---\n\n{sentences(2)}\\\nA line of its own.\n\n> > {sentences(2)}",
        ),
        title="Other things",
    ),
    "escapes": article(
        section(
            0,
            "Fish & chips < £5 > “free” — it’s 38 °C, 10 µm, ½, ≥ 3, ☐ ✓ →, H₂O, "
            r"\{{ not a field }}, &amp; &lt;b&gt;, `<script>`." + f"\n\n{sentences(2)}",
            title="A < B & “C”",
        ),
        title="Risks & <b>benefits</b>: 100 % “safe”?",
    ),
    "pasted": PASTED,
}

SERIES: Mapping[str, str] = {
    f"length-{n:02}": article(
        section(0, paragraphs(2 + n // 3, n))
        + "\n"
        + section(1, paragraphs(1 + n // 4, n + 5, 3))
        + "\n"
        + section(2, sentences(2 + n % 5, n)),
        front=FULL_FRONT if n % 2 else "",
        title="However long it is",
    )
    for n in range(0, 28, 3)
}
"""One article at growing lengths, so that its last page ends at many heights."""
