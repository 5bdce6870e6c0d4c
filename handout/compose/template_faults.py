"""Say in plain words what Jinja has against a template that it cannot read."""

from __future__ import annotations

import re

from jinja2 import Environment

from handout.read.faults import find_near

_HINT = "Mend that line, or remove the file to use the shipped template."
_SIGNS = {"end of print statement": "}}", "end of statement block": "%}"}
_MESSAGES = (
    (r"expected token 'name', got '(?P<a>.+)'", "a name is missing before `{a}`"),
    (r"expected name or number", "a name is missing behind a dot"),
    (r"expected token '(?P<b>.+)', got '(?P<a>.+)'", "`{b}` is missing before `{a}`"),
    (r"unexpected '(?P<a>.+)', expected '(?P<b>.+)'", "`{b}` is missing before `{a}`"),
    (r"unexpected '(?P<a>\W)'", "`{a}` cannot stand here"),
    (r"Expected an expression, got '(?P<a>.+)'", "a value is missing before `{a}`"),
    (r"unexpected '(?P<a>end of .+)'", "a value is missing before `{a}`"),
    (r"unexpected char (?:'\"'|\"'\") at \d+", "a text in quotes is not closed"),
    (r"unexpected char '(?P<a>[“”„«»‘’])' at \d+", "`{a}` is no quotation mark here: type `\"`"),
    (r"unexpected char '(?P<a>.)' at \d+", "`{a}` cannot stand here"),
    (r"block '(?P<a>.+)' defined twice", "there are two blocks “{a}”"),
    (
        r"Unexpected end of template.+ closed is '(?P<a>\w+)'",
        "`{{% {a} %}}` is not closed: `{{% end{a} %}}` is missing",
    ),
    (r"Missing end of comment tag", "a comment is not closed: `#}}` is missing"),
    (r"Missing end of raw directive", "`{{% raw %}}` is not closed: `{{% endraw %}}` is missing"),
    (r"tag name expected", "a word such as `if` is missing behind `{{%`"),
    (r"cannot use extend from .+", "`extends` stands within a block: it belongs at the top"),
    (r"can't assign to .+", "what stands behind `set` is no name"),
)  # fmt: skip
"""Jinja's words, and ours."""
_FILTER = re.compile(r"No (?P<kind>filter|test) named '(?P<name>\w+)'")
_TAGS = ("if", "elif", "else", "for", "block", "macro", "call", "filter", "set", "with", "raw")


def explain_syntax(message: str, environment: Environment) -> tuple[str, str]:
    """Return what is wrong with a template, without a full stop, and a hint.

    Args:
        message: What Jinja says.
        environment: Knows the filters and tests that there are.
    """
    message = message.rstrip(".")
    if found := re.match(_FILTER, message):
        known = environment.filters if found["kind"] == "filter" else environment.tests
        near = find_near(found["name"], known)
        return (
            f"there is no {found['kind']} “{found['name']}”",
            f"Did you mean “{near}”?" if near else _HINT,
        )
    if found := re.match(r"Encountered unknown tag '(\w+)'", message):
        return _explain_tag(found[1], re.search(r"needs to be closed is '(\w+)'", message))
    for pattern, words in _MESSAGES:
        if found := re.fullmatch(pattern, message):
            given = {name: _SIGNS.get(said, said) for name, said in found.groupdict("").items()}
            return words.format(**given), _HINT
    return message[:1].lower() + message[1:], _HINT


def _explain_tag(tag: str, opened: re.Match[str] | None) -> tuple[str, str]:
    """Say what is wrong with a tag that closes nothing, comes too early, or is none."""
    is_known = tag.removeprefix("end") in _TAGS
    if not is_known:
        near = find_near(tag, (*_TAGS, "include", "import", "from", "extends"))
        return f"there is no tag “{tag}”", f"Did you mean “{near}”?" if near else _HINT
    if opened is None:
        return f"`{{% {tag} %}}` closes nothing that is open", _HINT
    return (
        f"`{{% {tag} %}}` stands where “{opened[1]}” is still open, or closes nothing",
        f"Write `{{% end{opened[1]} %}}` before it, or take it out.",
    )
