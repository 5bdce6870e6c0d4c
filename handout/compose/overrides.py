"""Find templates and styles: the clinic's own, or else the shipped ones of the same name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from handout import assets
from handout.errors import ProjectError
from handout.files.digests import list_files
from handout.files.names import find_spelling, unify_name
from handout.model import Place, Problem
from handout.read.faults import find_near
from handout.read.files import read_code
from handout.read.links import LINK_HINT, explain_link, leads_out

_SHIPPED = "shipped/"


class Overrides:
    """Read the templates and styles of one clinic."""

    def __init__(self, root: Path, roots: tuple[Path, ...]) -> None:
        """Read nothing yet.

        Args:
            root: The clinic's folder, whose `templates/` and `styles/` replace shipped files.
            roots: The real folders that may be read from; see `handout.read.links`.
        """
        self._root = root
        self.templates = root / "templates"
        self.styles = root / "styles"
        self._roots = roots

    def resolve_name(self, name: str, parent: str) -> str:
        """Return the name that a template means by a name: by its own, the shipped one.

        Args:
            name: What it extends, includes or imports.
            parent: The name of the template that does so.
        """
        is_own = name == parent and not name.startswith(_SHIPPED)
        is_shipped = is_own and (assets.shipped_templates() / name).is_file()
        return f"{_SHIPPED}{name}" if is_shipped else unify_name(name)

    def list_own(self, kind: str) -> tuple[str, ...]:
        """Return the names of the clinic's own files in `templates` or `styles`, sorted."""
        return _list_names(self._root / kind)

    def load_template(self, name: str) -> tuple[str, str, None] | None:
        """Return a template as Jinja's loaders do: text and file; None if there is none.

        Args:
            name: Its name; the shipped one alone has the name `shipped/…`.

        Raises:
            ProjectError: The clinic's own cannot be read.
        """
        if ".." in Path(name).parts or Path(name).is_absolute():
            return None
        short = name.removeprefix(_SHIPPED)
        found = self._read_own("templates", name) if short == name else None
        found = found or _read_shipped(assets.shipped_templates() / short)
        return found and (found[0], str(found[1]), None)

    def read_style(self, name: str) -> tuple[str, Path] | None:
        """Return the text of a style sheet and its file; None if there is none.

        Raises:
            ProjectError: The clinic's own cannot be read.
        """
        return self._read_own("styles", name) or _read_shipped(assets.shipped_styles() / name)

    def find_parts(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the blocks and macros of a template, none where it cannot be read.

        Those of the shipped one are among them where it is extended.
        """
        from jinja2 import Environment, TemplateSyntaxError, nodes

        environment = Environment(extensions=["jinja2.ext.i18n"])
        blocks: dict[str, None] = {}
        macros: dict[str, None] = {}
        for one in (f"{_SHIPPED}{name}", name):
            try:
                found = self.load_template(one)
                tree = environment.parse(found[0] if found else "")
            except (ProjectError, TemplateSyntaxError, RecursionError, ValueError):
                # A build says what is wrong with it.
                continue
            if one == name and not tree.find(nodes.Extends):
                blocks, macros = {}, {}
            blocks |= {block.name: None for block in tree.find_all(nodes.Block)}
            macros |= {
                f"{macro.name}({', '.join(arg.name for arg in macro.args)})": None
                for macro in tree.find_all(nodes.Macro)
            }
        return tuple(blocks), tuple(macros)

    def _read_own(self, kind: str, name: str) -> tuple[str, Path] | None:
        path = find_spelling(self._root / kind / name)
        if "\0" in name or not os.path.lexists(path) or path.is_dir():
            return None
        if leads_out(path, self._roots):
            raise ProjectError(explain_link(path), where=Place(path=path), hint=LINK_HINT)
        problems: list[Problem] = []
        text = read_code(path, problems.append)
        if text is None:
            fault = problems[0]
            raise ProjectError(
                fault.message, where=Place(path=path, line=fault.line), hint=fault.hint
            )
        return text, path


def find_shipped(kind: str) -> Path:
    """Return the shipped folder `templates` or `styles`."""
    return assets.shipped_templates() if kind == "templates" else assets.shipped_styles()


def list_shipped(kind: str) -> tuple[str, ...]:
    """Return the names of the shipped files in `templates` or `styles`, sorted."""
    return _list_names(find_shipped(kind))


def find_namesake(name: str, known: Iterable[str]) -> str | None:
    """Return the file that one is called nearly as, in whatever folder."""
    stems = {PurePosixPath(one).stem: one for one in known}
    near = find_near(PurePosixPath(name).stem, stems)
    return stems[near] if near else None


def list_style_files(path: Path, own: Path) -> tuple[Path, ...]:
    """Return the files that a style sheet may mean by one, the clinic's own first.

    Args:
        path: What the address leads to from the folder of the sheet.
        own: The clinic's `styles/`.
    """
    shipped = assets.shipped_styles()
    for folder in (own, shipped):
        if path.is_relative_to(folder):
            name = path.relative_to(folder)
            return tuple(dict.fromkeys((own / name, shipped / name)))
    return (path,)


def _read_shipped(path: Path) -> tuple[str, Path] | None:
    try:
        return (path.read_text("utf-8"), path) if path.is_file() else None
    except OSError:
        # A name that no file can have.
        return None


def _list_names(folder: Path) -> tuple[str, ...]:
    paths = (Path(path).relative_to(folder).as_posix() for path in list_files(folder))
    return tuple(sorted(map(unify_name, paths)))
