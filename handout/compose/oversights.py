"""Find what a clinic's own templates and styles say in vain: names that nothing knows.

A block that the extended template does not have, or a file that nothing reads, is passed over by
Jinja and the engine without a word. In come the clinic's files, out come warnings with the near
name. Nothing of the files is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from posixpath import normpath

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from handout.compose.composed import Style
from handout.compose.overrides import Overrides, find_namesake, list_shipped
from handout.compose.records import SHOWN, ClosedRecord, NamedValues, expose
from handout.errors import HandoutError
from handout.files.names import unify_name
from handout.model import (
    FORMATS,
    Article,
    Clinic,
    Edition,
    Format,
    Language,
    Problem,
    Report,
)
from handout.read.faults import report_warning, suggest

OWN_SHEET = "clinic.css"
"""The clinic's additions, which nothing shipped has the name of."""

_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""", re.IGNORECASE)
_DECLARED = re.compile(r"(--[\w-]+)\s*:")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
"""A custom property, where no other value stands in for it."""

_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
_RECORDS = {"article": Article, "edition": Edition, "format": Format, "language": Language}
_SUFFIXES = (".html", ".htm", ".jinja", ".jinja2", ".j2")
_Warn = Callable[..., None]
"""Report a warning of one file, by code, message, hint and line."""
_LIST_HINT = "“handout templates” and the template authors' page list what there is."


class _Templates:
    """The clinic's templates, and those that they extend, as Jinja has parsed them."""

    def __init__(self, overrides: Overrides, environment: Environment) -> None:
        self._overrides = overrides
        self._environment = environment
        self.paths: dict[str, Path] = {}
        self.own: dict[str, nodes.Template] = {}
        for name in overrides.list_own("templates"):
            tree = self.parse(name)
            if tree is not None:
                self.own[name] = tree

    def parse(self, name: str) -> nodes.Template | None:
        """Return a template; None where there is none, or none that can be read."""
        try:
            found = self._overrides.load_template(name)
            if found is None:
                return None
            self.paths[name] = Path(found[1])
            return self._environment.parse(found[0], name, found[1])
        except (HandoutError, TemplateSyntaxError):
            # If it is used, rendering says so.
            return None

    def list_references(self, name: str, tree: nodes.Template) -> set[str] | None:
        """Return the names of the templates that one reads; None where they are computed."""
        found: set[str] = set()
        for node in tree.find_all(_REFERENCES):
            given = node.template  # type: ignore[attr-defined] # All four have one.
            items = given.items if isinstance(given, nodes.List | nodes.Tuple) else [given]
            for item in items:
                if not isinstance(item, nodes.Const):
                    return None
                found.add(self._overrides.resolve_name(str(item.value), name))
        return found

    def list_blocks_above(self, name: str, tree: nodes.Template) -> set[str] | None:
        """Return the blocks of all that a template extends; None where it extends nothing known."""
        found: set[str] = set()
        seen = {name}
        while extends := tree.find(nodes.Extends):
            if not isinstance(extends.template, nodes.Const):
                return None
            name = self._overrides.resolve_name(str(extends.template.value), name)
            parent = None if name in seen else self.parse(name)
            if parent is None:
                return None
            seen.add(name)
            found.update(block.name for block in parent.find_all(nodes.Block))
            tree = parent
        return found if len(seen) > 1 else None


def find_oversights(
    overrides: Overrides,
    environment: Environment,
    clinic: Clinic,
    *,
    variables: Iterable[str],
    styles: Iterable[Style],
) -> tuple[Problem, ...]:
    """Return a warning for each name in the clinic's templates and styles that nothing knows.

    Args:
        overrides: Reads the files.
        environment: Parses the templates.
        clinic: Whose they are.
        variables: The names that templates are given.
        styles: The style sheets that a handout has.
    """
    problems: dict[Problem, None] = {}
    templates = _Templates(overrides, environment)
    _check_use(templates, problems.setdefault)
    known = {*variables, *environment.globals}
    for tree in templates.own.values():
        known.update(_list_named(tree))
    records: dict[str, object] = {
        name: dict.fromkeys(SHOWN[kind].split()) for name, kind in _RECORDS.items()
    }
    records["clinic"] = expose(clinic, clinic.defaults.language)
    for name, tree in templates.own.items():
        warn = partial(report_warning, problems.setdefault, path=templates.paths[name])
        above = templates.list_blocks_above(name, tree)
        if above is not None:
            _check_blocks(tree, above, warn)
            _check_outside(tree, warn)
        _check_names(tree, environment, known, warn)
        _check_attributes(tree, records, warn)
    sheets = _read_sheets(overrides)
    _check_sheets(sheets, clinic, problems.setdefault)
    _check_properties(sheets, styles, problems.setdefault)
    return tuple(problems)


def _list_named(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that a template gives itself; one that it includes has them, too."""
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Macro):
            yield node.name
        elif isinstance(node, nodes.Import):
            yield node.target
        elif isinstance(node, nodes.FromImport):
            yield from (one if isinstance(one, str) else one[1] for one in node.names)
        elif isinstance(node, nodes.Name) and node.ctx != "load":
            yield node.name


def _check_use(templates: _Templates, report: Report) -> None:
    """Report the templates that nothing reads; not where a name is computed."""
    shipped = list_shipped("templates")
    references = {
        name: templates.list_references(name, tree) for name, tree in templates.own.items()
    }
    if None in references.values():
        return
    used = [name for name in references if name in shipped]
    for name in used:
        used += [one for one in references[name] or () if one in references and one not in used]
    for name in sorted(references.keys() - set(used)):
        if PurePosixPath(name).suffix not in _SUFFIXES:
            # Such as notes for whoever comes after.
            continue
        hint = "include, import or extend it in another template, or take it out."
        if near := find_namesake(name, shipped):
            hint = f"to replace the shipped one, call it “templates/{near}”."
        path = templates.paths[name]
        report_warning(report, "template.unused", "nothing uses this template.", hint, path=path)


def _check_blocks(tree: nodes.Template, above: set[str], warn: _Warn) -> None:
    for block in _list_outer_blocks(tree):
        if block.name not in above:
            message = f"what this extends has no block “{block.name}”: it is left out."
            hint = suggest(block.name, above, _LIST_HINT)
            warn("template.unknown-block", message, hint, line=block.lineno)


def _check_outside(tree: nodes.Template, warn: _Warn) -> None:
    """Report what is printed behind `extends` and in no block: Jinja drops it."""
    start = next((at for at, one in enumerate(tree.body) if isinstance(one, nodes.Extends)), None)
    for node in tree.body[start + 1 :] if start is not None else ():
        for part in node.nodes if isinstance(node, nodes.Output) else ():
            text = part.data if isinstance(part, nodes.TemplateData) else "{{"
            if text.strip():
                what = "what stands outside of blocks is left out, because this extends a template."
                hint = "put it into a block of the template that this extends."
                line = part.lineno + text[: -len(text.lstrip())].count("\n")
                warn("template.outside-blocks", what, hint, line=line)
                return


def _check_names(
    tree: nodes.Template, environment: Environment, known: set[str], warn: _Warn
) -> None:
    try:
        unknown = find_undeclared_variables(tree) - known
    except TemplateSyntaxError:
        # Such as a filter that is not there: rendering says so.
        return
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            message = f"there is no variable “{node.name}”."
            hint = suggest(node.name, known - set(environment.globals), _LIST_HINT)
            warn("template.unknown-name", message, hint, line=node.lineno)


def _check_attributes(tree: nodes.Template, records: Mapping[str, object], warn: _Warn) -> None:
    stored = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
    for node in tree.find_all(nodes.Getattr):
        names = [node.attr]
        inner = node.node
        while isinstance(inner, nodes.Getattr):
            names.insert(0, inner.attr)
            inner = inner.node
        if not isinstance(inner, nodes.Name) or inner.name in stored:
            continue
        value, before = records.get(inner.name), inner.name
        for name in names:
            fields = value.fields if isinstance(value, ClosedRecord) else value
            # What is under `extra` may be there or not.
            if not isinstance(fields, Mapping) or isinstance(fields, NamedValues):
                break
            if name not in fields:
                hint = suggest(name, fields, _LIST_HINT, f"“{before}.{{}}”")
                message = f"“{before}” has no “{name}”."
                warn("template.unknown-name", message, hint, line=node.lineno)
                break
            value, before = fields[name], f"{before}.{name}"


def _read_sheets(overrides: Overrides) -> dict[str, tuple[str, Path]]:
    """Return the clinic's style sheets by name: text and file."""
    own: dict[str, tuple[str, Path]] = {}
    for name in overrides.list_own("styles"):
        if name.endswith(".css"):
            try:
                found = overrides.read_style(name)
            except HandoutError:
                continue
            if found:
                own[name] = found
    return own


def _check_sheets(own: dict[str, tuple[str, Path]], clinic: Clinic, report: Report) -> None:
    """Report the style sheets that nothing reads."""
    shipped = [name for name in list_shipped("styles") if name.endswith(".css")]
    shipped += [f"formats/{name}.css" for name in FORMATS]
    theme = f"themes/{clinic.brand.theme}.css"
    used = [name for name in own if name in {*shipped, OWN_SHEET, theme}]
    for name in used:
        folder = PurePosixPath(name).parent
        imported = (
            unify_name(normpath(str(folder / one))) for one in _IMPORT.findall(own[name][0])
        )
        used += [one for one in imported if one in own and one not in used]
    for name in sorted(own.keys() - set(used)):
        hint = f"import it in “styles/{OWN_SHEET}”, or take it out."
        if PurePosixPath(name).parent == PurePosixPath("themes"):
            hint = f'to use it, write `theme = "{PurePosixPath(name).stem}"` under `[brand]`.'
        elif near := find_namesake(name, [*shipped, OWN_SHEET]):
            hint = f"to have it read, call it “styles/{near}”."
        what = "nothing uses this style sheet."
        report_warning(report, "style.unused", what, hint, path=own[name][1])


def _check_properties(
    own: dict[str, tuple[str, Path]], styles: Iterable[Style], report: Report
) -> None:
    """Report the custom properties that nothing declares; the engine does not always say so."""
    texts = [*(style.text for style in styles), *(text for text, _ in own.values())]
    known = {name for text in texts for name in _DECLARED.findall(text)}
    for text, path in own.values():
        for used in _VARIABLE.finditer(text):
            if used[1] not in known:
                message = f"nothing declares “{used[1]}”: what is made of it is passed over."
                hint = suggest(used[1], known, "declare it under `:root`.")
                line = text.count("\n", 0, used.start()) + 1
                report_warning(report, "style.ignored", message, hint, path=path, line=line)


def _list_outer_blocks(node: nodes.Node) -> Iterator[nodes.Block]:
    """Yield the blocks that stand in no other."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _list_outer_blocks(child)
