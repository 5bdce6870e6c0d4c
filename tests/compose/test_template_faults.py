"""Hold the faults of templates to plain words, whatever Jinja and Python call them."""

from __future__ import annotations

import pytest

from handout.errors import ProjectError
from tests.compose.test_composer import compose
from tests.conftest import MakeProject

JARGON = ("token", "Jinja", "statement", "Encountered", "unexpected", "Expected", "char '", "..")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{{ article.title", "`}}` is missing before `{`.", "Mend that line"),
        ("{{ a b }}", "`}}` is missing before `b`.", "Mend that line"),
        ("{% if a = b %}{% endif %}", "`%}` is missing before `=`.", "Mend that line"),
        ('{% import "x" %}', "`as` is missing before `%}`.", "Mend that line"),
        ("{{ }}", "a value is missing before `}}`.", "Mend that line"),
        ("{{ 1 + }}", "a value is missing before `}}`.", "Mend that line"),
        ("{{ a | }}", "a name is missing before `}}`.", "Mend that line"),
        ("{{ a. }}", "a name is missing behind a dot.", "Mend that line"),
        ("{{ [1 }}", "`]` is missing before `}`.", "Mend that line"),
        ("{{ {1:2 }}", "`}` cannot stand here.", "Mend that line"),
        ("{{ @ }}", "`@` cannot stand here.", "Mend that line"),
        ('{{ "a }}', "a text in quotes is not closed.", "Mend that line"),
        ("{{ 'a }}", "a text in quotes is not closed.", "Mend that line"),
        ("{# a", "a comment is not closed: `#}` is missing.", "Mend that line"),
        ("{% raw %}", "`{% raw %}` is not closed: `{% endraw %}` is missing.", "Mend that line"),
        ("{% %}", "a word such as `if` is missing behind `{%`.", "Mend that line"),
        ("{% block title %}{% endblock %}", "there are two blocks “title”.", "Mend that line"),
        ('{% extends "a" %}', "`extends` stands within a block: it belongs at the top.", "Mend"),
        ("{% set 5 = 3 %}", "what stands behind `set` is no name.", "Mend that line"),
        ("{% foe %}", "there is no tag “foe”.", "Did you mean “for”?"),
        ("{% xyzzy %}", "there is no tag “xyzzy”.", "Mend that line"),
        ("{% if a %}", "`{% endblock %}` stands where “if” is still open", "Write `{% endif %}`"),
        ("{% endif %}", "`{% endif %}` stands where “block” is still open, or closes", "Write"),
        *(
            (
                f"{{{{ a | join({sign}) }}}}",
                f'`{sign}` is no quotation mark here: type `"`.',
                "Mend",
            )
            for sign in "“”„«»‘’"
        ),
        ("{{ a | uper }}", "there is no filter “uper”.", "Did you mean “upper”?"),
        ("{{ a is definde }}", "there is no test “definde”.", "Did you mean “defined”?"),
    ],
)
def test_a_template_that_cannot_be_read(
    make_project: MakeProject, text: str, message: str, hint: str
) -> None:
    error = fail(make_project, text)
    assert error.message.startswith(f"the template cannot be read: {message}")
    assert (error.hint or "").startswith(hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{% include "parts/clint.html" %}', "there is no template “parts/clint.html”."),
        ("{% include client.html %}", "there is no “client”."),
        (
            "{{ recipient.name }}",
            "what stands before “.name” is nothing here: ask with `if` first.",
        ),
        ('{% from "parts/client.html" import nope %}{{ nope() }}', "“parts/client.html” has no"),
        ('{{ _("%(x)s") }}', "no value is given for “x”."),
        ("{{ 1 / 0 }}", "this cannot be worked out (division by zero)."),
        ("{% for a in 5 %}{% endfor %}", "this cannot be worked out ('int' object"),
        ("{{ range(10**9) }}", "this cannot be worked out (Range too big."),
    ],
)
def test_a_template_that_fails(make_project: MakeProject, text: str, message: str) -> None:
    error = fail(make_project, text)
    assert error.message.startswith(f"the template fails: {message}")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{% include "parts/clint.html" %}', "Did you mean “parts/client.html”?"),
        ('{% from "handuot.html" import a %}', "Did you mean “handout.html”?"),
        ("{% include page.html %}", 'Did you mean “"page.html"”?'),
    ],
)
def test_a_template_that_is_not_there_is_named_with_the_near_one(
    make_project: MakeProject, text: str, hint: str
) -> None:
    assert fail(make_project, text).hint == hint


@pytest.mark.parametrize("tag", ["block title", "if a", "for a in b", "macro a()"])
def test_a_tag_that_is_open_to_the_end(make_project: MakeProject, tag: str) -> None:
    with pytest.raises(ProjectError) as caught:
        compose(make_project({"templates/handout.html": f"{{% {tag} %}}\n"}))
    name = tag.split()[0]
    assert (
        f"`{{% {name} %}}` is not closed: `{{% end{name} %}}` is missing." in caught.value.message
    )


def fail(make_project: MakeProject, text: str) -> ProjectError:
    """Return what is said of a template whose third line is a text."""
    own = f'{{% extends "handout.html" %}}\n{{% block title %}}\n{text}\n{{% endblock %}}'
    with pytest.raises(ProjectError) as caught:
        compose(make_project({"templates/handout.html": own}))
    error = caught.value
    assert error.where
    assert error.where.line in (3, 4)
    assert not any(word in error.message for word in JARGON)
    assert error.message.endswith(".")
    return error
