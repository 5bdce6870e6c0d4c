"""Fields of an article: evaluated once, in a cage."""

from __future__ import annotations

import pytest

from handout.compose.fields import Fields, Value
from handout.model import Field, Problem

RECORDS = {
    "clinic": {"name": "Clinic", "phone": "01632 960 000"},
    "article": {"title": "Rain"},
    "recipient": {"name": "{{ clinic.name }} <b>", "note": "", "items": "two"},
}

HOW = "Write a record, a point and a field, such as “recipient.name”, without spaces."


def evaluate(expression: str, *, is_blank: bool = False) -> Value | Problem:
    field = Field(expression=expression, line=7, column=3)
    return Fields(RECORDS, is_blank=is_blank).evaluate(field)


def test_a_value_is_text_and_never_evaluated_again() -> None:
    value = evaluate("recipient.name")
    assert isinstance(value, Value)
    assert (value.text, value.is_personal) == ("{{ clinic.name }} <b>", True)


def test_a_field_may_have_the_name_of_a_method() -> None:
    value = evaluate("recipient.items")
    assert isinstance(value, Value)
    assert value.text == "two"
    assert isinstance(evaluate("recipient.keys"), Problem)


def test_a_filter_may_stand_in() -> None:
    value = evaluate("clinic.name | upper")
    assert isinstance(value, Value)
    assert (value.text, value.is_personal) == ("CLINIC", False)


def test_without_a_recipient_it_is_a_blank() -> None:
    value = evaluate("recipient.anything", is_blank=True)
    assert isinstance(value, Value)
    assert value.text is None


@pytest.mark.parametrize(
    ("expression", "message", "hint"),
    [
        ("recipient.nmae", "“recipient” has no field “nmae”", "Did you mean “name”?"),
        ("recpient.name", "there is no “recpient”", "Did you mean “recipient”?"),
        ("clinic.name +", "it cannot be read", HOW),
        ("recipient name", "it cannot be read", HOW),
        ("article.authors", "“article” has no field “authors”", "There are: title."),
        ("author", "there is no “author”", "There are: article, clinic, recipient."),
        ("name", "there is no “name”", "Did you mean “recipient.name” or “clinic.name”?"),
        ("Phone", "there is no “Phone”", "Did you mean “clinic.phone”?"),
        ("TITLE | upper", "there is no “TITLE”", "Did you mean “article.title”?"),
        ("appointment", "there is no “appointment”", "Did you mean “recipient.appointment”?"),
    ],
)
def test_a_slip_is_named_with_its_place(expression: str, message: str, hint: str | None) -> None:
    problem = evaluate(expression)
    assert isinstance(problem, Problem)
    assert message in problem.message
    assert (problem.hint, problem.line, problem.column) == (hint, 7, 3)


@pytest.mark.parametrize("record", [*RECORDS])
@pytest.mark.parametrize("form", ["{}", " {} | upper", "({})", "{} | default('a')"])
@pytest.mark.parametrize("is_blank", [True, False])
def test_a_whole_record_is_no_text(record: str, form: str, is_blank: bool) -> None:
    problem = evaluate(form.format(record), is_blank=is_blank)
    assert isinstance(problem, Problem)
    assert f"“{record}” is no text, only its fields are" in problem.message
    field = {"article": "title"}.get(record, "name")
    assert problem.hint == f"Write one of them, such as “{record}.{field}”."
    assert (problem.line, problem.column) == (7, 3)


@pytest.mark.parametrize(
    "expression",
    [
        "true",
        "none",
        "['a']",
        "{'a': 1}",
        "clinic.name.first",
        "''.__class__",
        "clinic.__class__",
        "clinic.name.upper()",
        "1 + 1",
        "'a' * 1000000000",
        "clinic | attr('__class__')",
        "range(9)",
        "clinic['__class__']",
    ],
)
def test_nothing_else_is_computed(expression: str) -> None:
    assert isinstance(evaluate(expression), Problem)
