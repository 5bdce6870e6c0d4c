"""Hold the page for template authors to the templates: all that there is, and nothing that is gone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "templates.md").read_text("utf-8")
CODE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGE, flags=re.DOTALL | re.MULTILINE))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "styles").rglob("*.css"))


def find_names(kind: type[nodes.Block | nodes.Macro]) -> dict[str, list[str]]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found: dict[str, list[str]] = {}
    for path in TEMPLATES:
        for node in environment.parse(path.read_text("utf-8")).find_all(kind):
            assert isinstance(node, nodes.Block | nodes.Macro)
            args = [arg.name for arg in node.args] if isinstance(node, nodes.Macro) else []
            found[node.name] = args
    return found


def find_keys(path: str, opening: str) -> set[str]:
    """Return the keys of the dictionary or call that follows an opening in a module."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == opening:
            assert isinstance(node.value, ast.Dict)
            return {str(ast.literal_eval(key)) for key in node.value.keys if key}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == opening:
            return {str(keyword.arg) for keyword in node.keywords}
    return set()


def find_unnamed(names: set[str]) -> set[str]:
    assert names
    return {name for name in names if not any(name == code for code in CODE)}


def test_every_block_is_named() -> None:
    assert not find_unnamed(set(find_names(nodes.Block)))


@pytest.mark.parametrize("name", sorted(find_names(nodes.Macro)))
def test_every_macro_is_named_with_its_arguments(name: str) -> None:
    arguments = find_names(nodes.Macro)[name]
    assert f"{name}({', '.join(arguments)})" in CODE


def test_every_variable_is_named() -> None:
    assert not find_unnamed(find_keys("handout/compose/composer.py", "context"))


def test_every_filter_is_named() -> None:
    keys = find_keys("handout/compose/environment.py", "environment.filters.update")
    assert not find_unnamed(keys)


def test_every_custom_property_is_named_and_none_is_gone() -> None:
    from handout.compose.brand import compute_tokens

    sheets = "\n".join(path.read_text("utf-8") for path in STYLES)
    there = {"--font"} | {f"--{name}" for name in compute_tokens("#123456")[0]}
    there |= set(re.findall(r"^\s*(--[\w-]+):", sheets, flags=re.MULTILINE))
    assert {code for code in CODE if code.startswith("--")} == there


def test_no_macro_is_named_that_is_gone() -> None:
    named = {code.split("(")[0] for code in CODE if re.fullmatch(r"\w+\([\w, ]*\)", code)}
    assert named == set(find_names(nodes.Macro))
