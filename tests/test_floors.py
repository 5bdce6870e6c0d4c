"""Hold the floors: imports go upward only, and only the command line prints, exits, knows Click."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import handout

PACKAGE = Path(handout.__file__).parent

# From the ground up.
FLOORS = (
    ("errors",),
    ("model",),
    ("files",),
    ("assets",),
    ("read",),
    ("compose",),
    ("render",),
    ("check",),
    ("write",),
    ("personalise",),
    ("deliver",),
    ("jobs",),
    ("interface",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}

HEAVY = frozenset(
    {
        "email_validator",
        "jinja2",
        "lingua",
        "markdown_it",
        "mdit_py_plugins",
        "openpyxl",
        "pikepdf",
        "ruamel",
        "segno",
        "tomlkit",
        "watchfiles",
        "weasyprint",
    }
)

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def floor_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "handout" and len(parts) > 1 and parts[1] in LEVEL else None


def find_imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give line and dotted name of every import, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written in full"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def is_type_checking(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def parse(path: Path) -> ast.Module:
    """Parse a module; what only the type checker imports makes no floor depend on another."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    tree.body = [node for node in tree.body if not is_type_checking(node)]
    return tree


def test_the_modules_are_found() -> None:
    names = {name_module(path) for path in MODULES}
    assert {
        "handout.errors",
        "handout.model.content",
        "handout.read.project",
        "handout.cli.context",
    } <= names
    assert {floor_of(name) for name in names} >= {
        "errors",
        "model",
        "read",
        "compose",
        "jobs",
        "cli",
    }


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_imports_go_upward_only(path: Path) -> None:
    module = name_module(path)
    here = floor_of(module)
    if module in ("handout.__init__", "handout.__main__"):
        return
    assert here is not None, f"{module} stands on no floor: give it one in FLOORS"
    downward = [
        f"{path.name}:{line} imports {name}"
        for line, name in find_imports(parse(path))
        if (there := floor_of(name)) is not None and there != here and LEVEL[there] >= LEVEL[here]
    ]
    assert downward == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if floor_of(name_module(path)) != "cli"], ids=name_module
)
def test_the_core_neither_prints_nor_exits_nor_knows_click(path: Path) -> None:
    if path.name == "__main__.py":
        return
    tree = parse(path)
    found = [f"{line} click" for line, name in find_imports(tree) if name.split(".")[0] == "click"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "sys.exit", "exit", "quit", "input"):
                found.append(f"{node.lineno} {called}")
    assert found == []


@pytest.mark.parametrize(
    "path", [path for path in MODULES if floor_of(name_module(path)) == "cli"], ids=name_module
)
def test_commands_import_nothing_heavy_at_their_top(path: Path) -> None:
    tops = ast.Module(
        body=[node for node in parse(path).body if isinstance(node, ast.Import | ast.ImportFrom)],
        type_ignores=[],
    )
    heavy = [
        name
        for _, name in find_imports(tops)
        if name.split(".")[0] in HEAVY or floor_of(name) in ("compose", "render")
    ]
    assert heavy == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {name_module(path).removesuffix(".__init__"): path for path in MODULES}
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        # `a.b.c` is a module, or what stands in `a.b`.
        found = {
            name if name in modules else name.rpartition(".")[0]
            for _, name in find_imports(parse(path))
        }
        graph[module] = (found & modules.keys()) - {module}
    assert graph["handout.cli.build"], "the imports are found"
    tuple(graphlib.TopologicalSorter(graph).static_order())
