"""Hold the page for template authors to the templates: all that there is, and nothing that is gone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from jinja2 import Environment, nodes

from tests.conftest import ARTICLE, CLINIC, MakeProject, Run

EXAMPLES = re.compile(
    r"^```\w+\n(?:\{# |/\* |# )?((?:templates|styles|content)/[\w/.-]+)[^\n]*\n(.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
"""A piece of code that begins with the name of the file that it is to stand in."""

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
    from handout.compose.geometry import make_geometry
    from handout.model import FORMATS

    sheets = "\n".join(path.read_text("utf-8") for path in STYLES)
    there = {"--font"} | {f"--{name}" for name in compute_tokens("#123456")[0]}
    sheets += "".join(make_geometry(one).write_variables() for one in FORMATS.values())
    there |= set(re.findall(r"(--[\w-]+):", sheets))
    assert {code for code in CODE if code.startswith("--")} == there


def test_no_macro_is_named_that_is_gone() -> None:
    named = {code.split("(")[0] for code in CODE if re.fullmatch(r"\w+\([\w, ]*\)", code)}
    assert named == set(find_names(nodes.Macro))


def find_groups() -> list[dict[str, str]]:
    """Return the page's examples, those that follow one another without a heading together."""
    groups = []
    for part in re.split(r"^##+ .*\n|^\*\*", PAGE, flags=re.MULTILINE):
        files: dict[str, str] = {}
        for name, text in EXAMPLES.findall(part):
            if name in files or name.startswith("templates/parts"):
                groups.append(files)
                files = {}
            files[name] = text
        groups.append(files)
    return [files for files in groups if files]


def test_every_piece_of_code_names_its_file() -> None:
    fences = re.findall(r"^```\w+$", PAGE, flags=re.MULTILINE)
    assert len(EXAMPLES.findall(PAGE)) == len(fences) == sum(map(len, find_groups()))


@pytest.mark.parametrize("files", find_groups(), ids=lambda files: " ".join(files))
def test_every_example_can_be_built_and_changes_the_handout(
    make_project: MakeProject, run: Run, files: dict[str, str]
) -> None:
    files = dict(files)
    if matter := files.pop("content/articles/rain.md", ""):
        files["content/articles/rain.md"] = ARTICLE.replace("---\n", f"---\n{matter}", 1)
    if settings := files.pop("content/clinic.toml", ""):
        files["content/clinic.toml"] = (
            CLINIC + ("" if "[brand]" in settings else "\n") + settings.replace("[brand]\n", "")
        )
    html = []
    for folder, given in (("plain", {}), ("changed", files)):
        root = make_project(given, name=folder)
        result = run("build", "--html", cwd=root)
        assert result.exit_code == 0, result.stderr
        assert "Warning" not in result.stderr
        html.append((root / "dist/rain-a4.html").read_text("utf-8").replace(f"/{folder}/", "/x/"))
    if any(name.startswith(("templates", "styles")) for name in files):
        assert html[0] != html[1]
    for name, text in files.items():
        # What it says in words is on the page.
        for words in re.findall(r">([\w ,.]{12,})<", text) if name.startswith("templates") else ():
            assert words in html[1]


def test_the_example_of_head_and_foot_is_on_the_pages(make_project: MakeProject, run: Run) -> None:
    (files,) = (one for one in find_groups() if "block foot" in "".join(one.values()))
    article = ARTICLE + "\n\n".join(["Cream helps. " * 40] * 20)
    root = make_project({**files, "content/articles/rain.md": article})
    assert run("build", cwd=root).exit_code == 0
    with pdfium.PdfDocument(root / "dist/rain-a4.pdf") as pdf:
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]
    assert len(texts) > 1
    assert "since 1998" in texts[0]
    for number, text in enumerate(texts, start=1):
        assert "Registered no. 1234567" in text
        assert f"{number}/{len(texts)}" in text
        assert "Version 1.0" in text
        # From page 2, the head would say it as well.
        assert number in (1, len(texts)) or text.count("Linden Clinic") == 1
