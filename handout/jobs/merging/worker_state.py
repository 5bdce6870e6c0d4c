"""Hold in one process what it takes to make recipients' handouts, from one chunk to the next.

Everything is read here anew, from the paths of the spec, and compared with its digests.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handout.files.digests import Digests
from handout.jobs.merging.spec import (
    Chooser,
    MergeSpec,
    name_changes,
    refuse_change,
)
from handout.jobs.reading import digest_article, digest_common
from handout.jobs.runtime.render_session import get_engine
from handout.model import FORMATS, SCREEN, Article, Problem, Project, Recipient
from handout.read.recipients.keys import Row

if TYPE_CHECKING:
    from handout.personalise.personaliser import PersonalPdf

_states: dict[str, WorkerState] = {}


class WorkerState:
    """Hold the engine, the composer and the personaliser of one spec."""

    def __init__(self, spec: MergeSpec) -> None:
        """Read everything.

        Raises:
            ContentError: It is not what the spec was made for.
            EngineError: The engine cannot be loaded.
        """
        from handout.compose.composer import Composer
        from handout.personalise.personaliser import Personaliser

        self.spec = spec
        self.chooser = Chooser(spec)
        self._project, self._articles = self._read()
        self.composer = Composer(self._project.clinic, root=spec.root)
        self.edition = replace(SCREEN, variant="") if spec.is_bound else SCREEN
        self._personaliser = Personaliser(
            self._articles,
            self.composer,
            get_engine(spec.root),
            allow_missing=spec.options.allow_missing,
            characters=spec.characters,
            is_full=spec.options.is_full,
            is_bound=spec.is_bound,
        )
        self.check()

    def check(self) -> None:
        """Make sure that what was made since the last time is what the spec asks for.

        Raises:
            ContentError: Something has changed; this is forgotten then.
        """
        digests, spec = Digests(), self.spec
        common = digest_common(spec.root, digests, *name_changes(spec.options, spec.password_field))
        for variant in spec.variants:
            article = self._articles[variant.language]
            if digest_article(article, self._project, common, digests) != variant.made_from:
                # Its masters may be of the old or of the new, even if it is as before later on.
                _states.pop(spec.token, None)
                raise refuse_change(variant.path)

    def make(self, row: Row) -> PersonalPdf:
        """Make a row's handout; see `Personaliser.make`."""
        return self._personaliser.make(**self._describe(row))

    def make_blank(self, row: Row) -> PersonalPdf:
        """Make the handout of a row to be filled by pen."""
        return self._personaliser.make(**{**self._describe(row), "recipient": None})

    def try_fields(self, row: Row) -> list[Problem]:
        """Compose a row's handout with a value in each field, and return what there is to say."""
        problems: list[Problem] = []
        target = self._describe(row)
        # What is empty may be looked into by no filter; here the columns are what is tried.
        fields = {name: value or name for name, value in target["recipient"].fields.items()}
        self.composer.compose(
            self._articles[target.pop("language")],
            **{**target, "recipient": Recipient(fields=fields)},
            report=problems.append,
        )
        return problems

    def _describe(self, row: Row) -> dict[str, Any]:
        """Return who a row is about, and what they get."""
        choice = self.chooser.choose(row[1])
        return {
            "recipient": Recipient(fields=dict(zip(self.spec.columns, row[1], strict=True))),
            "format": FORMATS[choice.common.format],
            "edition": self.edition,
            "language": choice.common.language,
        }

    def _read(self) -> tuple[Project, dict[str, Article]]:
        from handout.read.article import read_article
        from handout.read.project import read_project

        # What there is to say was said when the merge began.
        said: list[Problem] = []
        project = read_project(self.spec.root, said.append)
        if project is None:
            raise refuse_change(self.spec.root / "content" / "clinic.toml")
        articles = {}
        for variant in self.spec.variants:
            article = read_article(variant.path, project, said.append)
            if article is None:
                raise refuse_change(variant.path)
            articles[variant.language] = article
        return project, articles


def get_state(spec: MergeSpec) -> WorkerState:
    """Return this process's state for a spec."""
    state = _states.get(spec.token)
    if state is None:
        # One at a time: what a state holds is large.
        _states.clear()
        state = _states[spec.token] = WorkerState(spec)
    return state
