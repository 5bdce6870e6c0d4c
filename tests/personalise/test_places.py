"""Hold the fast way to the plain one in every place that a value can stand in, and in templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.model import Recipient
from handout.personalise.reasons import FIRST
from tests.conftest import choose_some
from tests.personalise.conftest import MakePersonaliser
from tests.personalise.pairs import Pair

NAMES = ("Maya Ellery", "Bo Li", "Christopher Osei", "Ann Tavares", "Office Fifi")
DEPENDS = "the text depends on values, not only prints them"


def make_article(body: str) -> str:
    return f"---\ntitle: After your visit\n---\n\n{body}\n"


def count_fast(pair: Pair, **fields: str) -> int:
    """Return how many of five recipients took the fast way, all of them being equal both ways."""
    made = [pair.compare(Recipient(fields={"name": name, **fields})) for name in NAMES]
    return sum(not one.reason for one in made)


@pytest.mark.parametrize(
    "body",
    [
        "Dear {{ recipient.name }}, hello.",
        "Dear **{{ recipient.name }}**, [write to us](https://clinic.example) soon.",
        "You are *{{ recipient.name }}* – {{ recipient.name }}, that is.",
        "- For {{ recipient.name }}\n- and others",
        "1. For {{ recipient.name }}\n2. and others",
        "> [!NOTE]\n> {{ recipient.name }}",
        "- [ ] {{ recipient.name }} has washed.",
    ],
)
def test_a_value_on_a_line_of_its_own_is_replaced(
    make_personaliser: MakePersonaliser, tmp_path: Path, body: str
) -> None:
    # The first one is rendered; the panel's name has one line each.
    assert count_fast(Pair(make_personaliser, tmp_path, make_article(body))) == (
        0 if "](" in body else len(NAMES) - 1
    )


def test_a_value_in_a_link_is_rendered_in_full_and_it_is_said_why(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    body = "Hello.\n\n[See {{ recipient.name }}](https://clinic.example)"
    pair = Pair(make_personaliser, tmp_path, make_article(body))
    reasons = [pair.compare(Recipient(fields={"name": name})).reason for name in NAMES]
    assert reasons == [FIRST] + [
        "“name” (visit.md, line 7) stands in a link, or before one, so that each other value takes a"
        " rendering; write it outside of the link"
    ] * (len(NAMES) - 1)


SENTENCE = (
    "Dear {{ recipient.name }}, this paragraph goes on and on until it has to have a second line,"
    " which a longer name pushes words onto, so that {{ recipient.name }} has it set anew."
)


@pytest.mark.parametrize(
    "body",
    choose_some(
        [
            SENTENCE,
            f"- {SENTENCE}\n- and others",
            f"> [!NOTE]\n> {SENTENCE}",
            f"> [!WARNING]\n> 1. {SENTENCE}",
            "## For {{ recipient.name }}\n\nText.",
            "## {{ recipient.name }} (you)\n\nText.\n\n### Ask {{ recipient.name }}\n\nMore.",
            "| Who | What |\n|---|---|\n| {{ recipient.name }} | rests |",
            "| Who | What |\n|---|--:|\n| Rest | {{ recipient.name }} and others rest |",
            SENTENCE.replace("{{ recipient.name }}", "**{{ recipient.name }}**", 1),
            SENTENCE.replace("{{ recipient.name }}", "*{{ recipient.name }}* {{ recipient.name }}"),
        ],
        2,
    ),
)
def test_a_value_among_other_text_has_its_paragraph_set_anew(
    make_personaliser: MakePersonaliser, tmp_path: Path, body: str
) -> None:
    # Of names of different lengths, some may need another number of lines, and so a master.
    assert count_fast(Pair(make_personaliser, tmp_path, make_article(body))) >= len(NAMES) - 2


def test_equal_values_in_such_places_share_a_rendering(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    body = "[With {{ recipient.who }}](https://clinic.example)\n\nDear {{ recipient.name }},"
    pair = Pair(make_personaliser, tmp_path, make_article(body))
    assert count_fast(pair, who="Tom") == len(NAMES) - 1


@pytest.mark.parametrize("at", [0, 2])
def test_a_name_too_long_for_the_side_column_changes_nobody_elses_handout(
    make_personaliser: MakePersonaliser, tmp_path: Path, at: int
) -> None:
    pair = Pair(make_personaliser, tmp_path, make_article("Dear {{ recipient.name }},"))
    names = [*NAMES[:at], "Anna Wolfeschlegelsteinhausenbergerdorff", *NAMES[at:]]
    made = [pair.compare(Recipient(fields={"name": name})) for name in names]
    assert sum(not one.reason for one in made) == len(NAMES) - 1
    # They are a kind of their own.
    assert not pair.compare(Recipient(fields={"name": "Bo Wolfeschlegelsteinhausenberg"})).reason


@pytest.mark.parametrize(
    "expression", ["recipient.name | upper", "recipient.name | title", "recipient.name | first"]
)
def test_a_value_that_is_changed_is_rendered_in_full(
    make_personaliser: MakePersonaliser, tmp_path: Path, expression: str
) -> None:
    article = make_article(f"Dear {{{{ {expression} }}}},")
    assert count_fast(Pair(make_personaliser, tmp_path, article)) == 0


@pytest.mark.parametrize(
    "condition",
    [
        'recipient.name == "Bo Li"',
        "recipient.name | length > 8",
        '"B" in recipient.name',
        'recipient["name"].startswith("B")',
        'recipient.name < "C"',
    ],
)
def test_a_template_that_looks_at_values_gets_them(
    make_personaliser: MakePersonaliser, tmp_path: Path, condition: str
) -> None:
    template = (
        '{% extends "shipped/handout.html" %}{% block lead %}'
        f"{{% if {condition} %}}<p>One of these.</p>{{% endif %}}{{{{ super() }}}}{{% endblock %}}"
    )
    pair = Pair(make_personaliser, tmp_path, make_article("Dear {{ recipient.name }},"), template)
    assert count_fast(pair) == 0


def test_a_template_may_ask_whether_there_is_a_value(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    template = (
        '{% extends "shipped/handout.html" %}{% block lead %}'
        "{% if recipient.note %}<p>There is a note.</p>{% endif %}{{ super() }}{% endblock %}"
    )
    pair = Pair(make_personaliser, tmp_path, make_article("Dear {{ recipient.name }},"), template)
    assert count_fast(pair, note="") == len(NAMES) - 1
    assert count_fast(pair, note="Rest.") == len(NAMES) - 1


def test_a_value_outside_a_marked_run_is_rendered_in_full(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    template = (
        '{% extends "shipped/handout.html" %}{% block lead %}'
        "<p>{{ recipient.name }}</p>{{ super() }}{% endblock %}"
    )
    pair = Pair(make_personaliser, tmp_path, make_article("Hello."), template)
    assert count_fast(pair) == 0


def test_lines_that_are_centred_or_end_at_the_right_move(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    template = (
        '{% extends "shipped/handout.html" %}{% block lead %}'
        '{% for side in ("center", "right") %}<p style="text-align: {{ side }}">For '
        '<span class="recipient" data-field="recipient.name">{{ recipient.name }}</span>, today.'
        "</p>{% endfor %}{{ super() }}{% endblock %}"
    )
    pair = Pair(make_personaliser, tmp_path, make_article("Hello."), template)
    assert count_fast(pair) == len(NAMES) - 1


def test_justified_and_spaced_text_is_set_anew(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    for style in ("text-align: justify", "letter-spacing: 1pt", "white-space: pre"):
        template = (
            '{% extends "shipped/handout.html" %}{% block lead %}'
            f'<p style="{style}">For <span class="recipient" data-field="recipient.name">'
            "{{ recipient.name }}</span></p>{{ super() }}{% endblock %}"
        )
        pair = Pair(make_personaliser, tmp_path, make_article("Hello."), template)
        assert count_fast(pair) == len(NAMES) - 1, style


def test_the_first_of_a_kind_says_so(make_personaliser: MakePersonaliser, tmp_path: Path) -> None:
    pair = Pair(make_personaliser, tmp_path)
    recipient = Recipient(fields={"name": "Maya", "note": "", "code": "1", "practitioner": ""})
    assert pair.compare(recipient).reason == FIRST
    assert pair.compare(recipient).reason == ""
