"""Hold in one process what it takes to make recipients' handouts, from one chunk to the next.

The engine takes half a second to load and the templates a tenth, so they are kept as the process's
own. Everything is read here anew, from the paths of the spec, and compared with its digests.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from handout.errors import EngineError
from handout.jobs.digests import Digests
from handout.jobs.merging.results import MasterKind, MasterOffer
from handout.jobs.merging.spec import (
    Chooser,
    MergeSpec,
    Row,
    digest_article,
    digest_common,
    list_options,
    refuse_change,
)
from handout.jobs.worker import Renderer
from handout.model import EDITIONS, FORMATS, Article, Problem, Project, Recipient

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.personalise.personaliser import Personaliser
    from handout.render.answer import Answer
    from handout.render.engine import Engine

_renderers: dict[tuple[Callable[[Path], Renderer], Path], Renderer] = {}
_residents: dict[str, Resident] = {}
# A cluster's worker may have several threads; they take turns (`chunk`), but all may get ready.
_loading = threading.Lock()

_CHECKED_AGAIN_AFTER_S = 1.0
"""So often is looked whether anything has changed, though nothing was read of it meanwhile."""


class Resident:
    """Hold the composer, the articles and personalisers of one spec, and the engine for them."""

    def __init__(self, spec: MergeSpec) -> None:
        """Read everything.

        Raises:
            ContentError: It is not what the spec was made for.
        """
        from handout.compose.composer import Composer

        self.spec = spec
        self.chooser = Chooser(spec)
        self.engine = _Deferred(spec)
        self.project, self.articles = self._read()
        self.composer = _Watched(Composer(self.project.clinic, root=spec.root))
        self._personalisers: dict[tuple[int, str], Personaliser] = {}
        self._checked = 0.0
        self._check()

    def check(self) -> None:
        """Make sure that what was made since the last time is what the spec asks for.

        Where nothing was composed, masters were filled that had been there before, whatever has
        changed since. To stop early all the same, a look now and then is enough.

        Raises:
            ContentError: Something has changed.
        """
        is_long_ago = time.monotonic() - self._checked > _CHECKED_AGAIN_AFTER_S
        if self.composer.has_composed or is_long_ago:
            self._check()

    def _check(self) -> None:
        """Compare what there is now with what the spec was made for; be forgotten if it differs."""
        digests, spec = Digests(), self.spec
        common = digest_common(spec.root, digests, *list_options(spec))
        for variant, article in zip(spec.variants, self.articles, strict=True):
            if digest_article(article, self.project, common, digests) != variant.made_from:
                # Its masters may be of the old or of the new, even if it is as before later on.
                _residents.pop(spec.digest, None)
                raise refuse_change(variant.path)
        self._checked = time.monotonic()
        self.composer.has_composed = False

    def tidy(self) -> None:
        """Free what renderings have left: each some 10 MB of objects that hold each other."""
        if self.engine.has_rendered:
            self.engine.has_rendered = False
            gc.collect()

    def drop_masters(self) -> None:
        """Let go what was rendered, and only that."""
        for personaliser in self._personalisers.values():
            personaliser.drop_masters()

    def get_personaliser(self, variant: int, format: str) -> Personaliser:
        """Return the personaliser of a variant and a format, made at the first call."""
        personaliser = self._personalisers.get((variant, format))
        if personaliser is None:
            from handout.personalise.personaliser import Personaliser

            article, spec = self.articles[variant], self.spec
            edition = EDITIONS[spec.edition]
            personaliser = self._personalisers[variant, format] = Personaliser(
                article,
                cast("Composer", self.composer),
                cast("Engine", self.engine),
                format=FORMATS[format],
                edition=replace(edition, variant="") if spec.is_bound else edition,
                allow_missing=spec.allow_missing,
                characters=spec.characters,
                is_full=spec.is_full,
                is_bound=spec.is_bound,
            )
        return personaliser

    def prepare(self, row: Row) -> None:
        """Read and compose what a row's handout takes, up to its rendering."""
        choice = self.chooser.choose(row[1])
        self.get_personaliser(choice.variant, choice.format).prepare(self.introduce(row))

    def adopt(self, offers: Iterable[MasterOffer]) -> None:
        """Keep masters that other processes have rendered."""
        for one in offers:
            self.get_personaliser(one.variant, one.format).adopt(one.offer)

    def offer(self, row: Row, asked: MasterKind | None = None) -> MasterOffer | None:
        """Return the master that a row's handout was made from, if others can use it.

        Args:
            row: The row.
            asked: What others lack; by default, they have none like it.

        Raises:
            ContentError: It may be of something that has changed.
        """
        self.check()
        choice = self.chooser.choose(row[1])
        personaliser = self.get_personaliser(choice.variant, choice.format)
        offer = personaliser.offer(self.introduce(row), asked.kind if asked else None)
        return offer and MasterOffer(variant=choice.variant, format=choice.format, offer=offer)

    def introduce(self, row: Row) -> Recipient:
        """Return the recipient that a row is about."""
        return Recipient(fields=dict(zip(self.spec.columns, row[1], strict=True)), row=row[0])

    def _read(self) -> tuple[Project, list[Article]]:
        from handout.read.article import read_article
        from handout.read.project import read_project

        def ignore(_: Problem) -> None:
            """Take what was said when the merge began."""

        project = read_project(self.spec.root, ignore)
        if project is None:
            raise refuse_change(self.spec.root / "content" / "clinic.toml")
        articles = []
        for variant in self.spec.variants:
            article = read_article(variant.path, project, ignore)
            if article is None:
                raise refuse_change(variant.path)
            articles.append(article)
        return project, articles


class NotLoaded(EngineError):
    """The engine cannot be loaded, which is no row's fault."""


class _Watched:
    """Be the composer, and remember that it was called; it reads templates and styles.

    Attributes:
        has_composed: Whether it was called since what it reads was looked at.
    """

    def __init__(self, composer: Composer) -> None:
        self.has_composed = False
        self._composer = composer

    def list_roots(self, source: Path) -> tuple[Path, ...]:
        """Return the folders that a handout may read from."""
        return self._composer.list_roots(source)

    def compose(self, article: Article, **given: Any) -> Composed | None:
        """Compose one handout; see `handout.compose.composer.Composer.compose`."""
        self.has_composed = True
        return self._composer.compose(article, **given)


class _Deferred:
    """Be the engine, which is loaded when something is rendered: who gets masters needs none.

    Attributes:
        has_rendered: Whether it was called since its litter was cleared away.
    """

    def __init__(self, spec: MergeSpec) -> None:
        self.has_rendered = False
        self._spec = spec

    def render(self, composed: Composed, **given: Any) -> Answer:
        """Render one handout; see `handout.render.engine.Engine.render`.

        Raises:
            EngineError: The engine failed.
            NotLoaded: It cannot be loaded.
        """
        self.has_rendered = True
        try:
            renderer = load_renderer(self._spec)
        except EngineError as error:
            raise NotLoaded(error.message, where=error.where, hint=error.hint) from error
        return renderer.render(composed, **given)


def get_resident(spec: MergeSpec) -> Resident:
    """Return this process's resident for a spec."""
    resident = _residents.get(spec.digest)
    if resident is None:
        # One at a time: what a resident holds is large.
        _residents.clear()
        resident = _residents[spec.digest] = Resident(spec)
    return resident


def forget() -> None:
    """Drop what this process holds, because it was left in the middle of something."""
    _residents.clear()
    _renderers.clear()


def load_renderer(spec: MergeSpec) -> Renderer:
    """Return this process's renderer.

    Raises:
        EngineError: It cannot be loaded.
    """
    return warm_up(spec.load, spec.fonts)


def warm_up(load: Callable[[Path], Renderer], fonts: Path) -> Renderer:
    """Load the renderer before there is a spec."""
    with _loading:
        renderer = _renderers.get((load, fonts))
        if renderer is None:
            renderer = _renderers[load, fonts] = load(fonts)
        return renderer


def prepare_process(load: Callable[[Path], Renderer], fonts: Path) -> None:
    """Load in a worker, while its parent still reads the list, what the first chunk will need."""
    import_all()
    warm_up(load, fonts)
    # All of this stays; to look through it again and again takes a tenth of the time.
    gc.freeze()


def collect_rarely() -> None:
    """Look for garbage less often in this process: rows, and what is made of them, leave none."""
    # A rendering makes some 200,000 objects, so that what it leaves does not pile up.
    gc.set_threshold(20_000, 5, 5)


def import_all() -> None:
    """Import what it takes to make handouts; whatever is wrong is said by who loads the engine."""
    import handout.compose.composer
    import handout.personalise.personaliser
    import handout.read.article  # noqa: F401
    from handout.render.loading import import_engine

    with suppress(EngineError):
        import_engine()
