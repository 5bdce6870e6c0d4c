"""Hold what templates and articles print of records: days in words, and never a whole record."""

from __future__ import annotations

import pytest

from handout.errors import ProjectError
from tests.compose.test_sandbox import FILES, compose, compose_template
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en-GB", "15 January 2026"),
        ("en-US", "January 15, 2026"),
        ("en", "15 January 2026"),
        ("de", "15. Januar 2026"),
        ("fr-CH", "15 janvier 2026"),
        ("zz", "15 January 2026"),
    ],
)
def test_a_day_is_printed_in_the_language_of_the_handout(
    make_project: MakeProject, language: str, day: str
) -> None:
    text = "Since {{ article.published }}, for {{ article['published'] | upper }}. Remember."
    article = f"---\ntitle: Rain\nlanguage: {language}\npublished: 2026-01-15\n---\n\n{text}\n"
    root = make_project({**FILES, "content/articles/rain.md": article})
    assert f"Since {day}, for {day.upper()}." in compose(root)
    assert f"Since {day}, for {day.upper()}." in compose(root, None)
    for form in (
        "{{ article.published }}",
        "{{ '' ~ article.published }}",
        "{{ _('%(a)s', a=article.published) }}",
        "{{ [article.published] | join }}",
        "{{ '%s' | format(article.published) }}",
        "{{ {'a': article.published}.a | string }}",
    ):
        (root / "templates").mkdir(exist_ok=True)
        (root / "templates/handout.html").write_text(f"<p>{form}</p>")
        assert day in compose(root), form
    (root / "templates/handout.html").write_text("{{ article.published.isoformat() }}")
    assert compose(root) == "2026-01-15\n"


@pytest.mark.parametrize("whole", ["recipient", "clinic", "article", "article.authors"])
def test_a_record_is_never_printed_by_a_template(make_project: MakeProject, whole: str) -> None:
    template = "\n<p>{{ " + whole + " }}</p>"
    with pytest.raises(ProjectError) as caught:
        compose_template(make_project, template)
    assert caught.value.where
    assert (caught.value.where.path.name, caught.value.where.line) == ("handout.html", 2)
    assert "cannot be printed" in caught.value.message
