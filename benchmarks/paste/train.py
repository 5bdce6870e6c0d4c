"""Learn the weights of `handout/read/importers/text/roles.tsv` from a corpus.

    python benchmarks/paste/train.py CORPUS [CORPUS …] [--half tuning] [--pages PAGES] [--write]

Corpora are what `corpus.py` makes. Texts with three headings and more are learned from. Lines in
bold, and short questions, may be headings whatever their tags are: they count neither way. Where
the JSON of a page in PAGES has its `main` text, what is not in it is of the page. The weights are
those of a conditional random field; an L1 penalty keeps them few.

It needs `python-crfsuite`, which reading a text does not.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.paste.measure import WAYS, WHOLE, Sample, make_key, read_corpus  # noqa: E402 - the path comes first
from handout.read.importers.text.features import describe  # noqa: E402 - likewise
from handout.read.importers.text.frame import open_text  # noqa: E402 - likewise
from handout.read.importers.text.records import Chunk  # noqa: E402 - likewise
from handout.read.importers.text.roles import BODY_ROLES, ROLES, TABLE, Role  # noqa: E402 - likewise

FEWEST, FEWEST_WORDS = 15, 45
"""Sites that a feature has to be seen on, and one that is a word."""
WORDS = ("first ", "last ", "has ")
"""How the features begin that are a word of the line."""
LEAST = 0.05
"""The smallest weight that is kept."""
L1, L2, ROUNDS = 6.0, 0.3, 150
FEWEST_HEADINGS = 3
MOST_CHUNKS = 400
EITHER = "either"
_GOLD: Mapping[str, str] = {
    "section": Role.HEADING,
    "sub-heading": Role.HEADING,
    "paragraph": Role.PARAGRAPH,
    "item": Role.ITEM,
    "step": Role.ITEM,
    "row": Role.PARAGRAPH,
    "strong": EITHER,
    "caption": EITHER,
    "title": Role.TITLE,
    "byline": Role.BYLINE,
}
_LONGEST_QUESTION, _LONGEST_BYLINE = 130, 160
_SHORTEST_KEY = 6
_TOP, _ABOVE, _END = 15, 12, 4
"""Chunks among which a title and a byline stand, above which a title may come twice, at the end."""
_PART, _START, _BESIDE = (8, 60), 40, 20
"""Chunks of a part of a text, and of its beginning, that are learned from as well; of an article,
those that are learned from beside what stands around it on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is learned from: the features of chunks, and what each of them is."""

    site: str
    described: list[list[str]]
    gold: list[str]


def make_texts(sample: Sample, main: str) -> Iterator[Text]:
    """Yield a sample's text as it was copied, a part of it, and its beginning.

    The last two are without what is of the page, as those copy who select with care.
    """
    opened = open_text(sample.text)
    live = [n for n in range(len(opened.chunks)) if n not in opened.skipped]
    chunks = [opened.chunks[n] for n in live]
    gold = list(label_chunks(chunks, sample, main))

    def make_text(places: Sequence[int]) -> Text:
        return Text(
            site=sample.site,
            described=describe([chunks[n] for n in places], opened.listed),
            gold=[gold[n] for n in places],
        )

    text = make_text(range(len(chunks)))
    if not is_telling(text, most_of_page=0.9 if sample.way == WHOLE else 0.4):
        return
    if sample.way == WHOLE:
        own = [n for n, role in enumerate(gold) if role in (Role.HEADING, Role.PARAGRAPH)]
        yield make_text(range(min(own[0] + _BESIDE, len(chunks))))
        yield make_text(range(max(own[-1] - _BESIDE, 0), len(chunks)))
        return
    yield text
    chance = random.Random(sample.site + sample.name + sample.way)
    body = [n for n, role in enumerate(gold) if role in (*BODY_ROLES, EITHER) and role != Role.PAGE]
    starts = [at for at, n in enumerate(body) if gold[n] == Role.HEADING]
    first = chance.choice([0, *starts])
    yield make_text(body[first : first + chance.randint(*_PART)])
    yield make_text([n for n, role in enumerate(gold) if role != Role.PAGE][:_START])


def label_chunks(chunks: Sequence[Chunk], sample: Sample, main: str) -> Iterator[str]:
    """Yield what each chunk is, by the page's own tags and by who wrote it."""
    people = [name.casefold() for name in sample.people if " " in name]
    has_title = False
    named = [sample.roles.get(chunk.line) for chunk in chunks]
    # In a whole page, menus come first.
    start = next((n for n, name in enumerate(named) if name != "boilerplate"), 0)
    start = start if sample.way == WHOLE else 0
    for n, (chunk, name) in enumerate(zip(chunks, named, strict=True), start=-start):
        role = EITHER if name is None else _GOLD.get(name, Role.PAGE)
        if role not in (Role.TITLE, Role.HEADING, Role.ITEM) and n < _TOP:
            text = chunk.text.casefold()
            is_named = len(text) < _LONGEST_BYLINE and any(one in text for one in people)
            role = Role.BYLINE if is_named else role
        if role == Role.BYLINE and (len(chunk.text) > _LONGEST_BYLINE or n > _TOP):
            role = Role.PAGE if n >= len(chunks) - start - _END else EITHER
        if role == Role.TITLE and (has_title or n > _TOP):
            role = Role.PAGE if n < _ABOVE else EITHER
        has_title = has_title or role == Role.TITLE
        if role == Role.PARAGRAPH and chunk.text.endswith("?"):
            role = EITHER if len(chunk.text) < _LONGEST_QUESTION else role
        key = make_key(chunk.text)
        is_own = not main or len(key) <= _SHORTEST_KEY or key in main
        if role in BODY_ROLES and role != Role.PAGE and not is_own:
            role = EITHER if role == Role.HEADING else Role.PAGE
        yield role


def is_telling(text: Text, *, most_of_page: float) -> bool:
    """Tell whether a text is an article with sections, and so much of it the page's at most."""
    counts = Counter(text.gold)
    headings = counts[Role.HEADING]
    return (
        FEWEST_HEADINGS <= headings <= counts[Role.PARAGRAPH]
        and counts[Role.PAGE] < most_of_page * len(text.gold)
        and len(text.gold) < MOST_CHUNKS
    )


def read_texts(corpora: Sequence[Path], half: str, pages: Path | None) -> Iterator[Text]:
    """Yield the texts to learn from."""
    for corpus in corpora:
        for sample in read_corpus(corpus, (*WAYS, WHOLE)):
            about = pages / sample.site / f"{sample.name}.json" if pages else None
            known = about is not None and about.exists() and json.loads(about.read_text("utf-8"))
            main = make_key(known.get("main") or "") if known else ""
            if half and sample.half != half and not known:
                continue
            yield from make_texts(sample, main)


def learn(texts: Sequence[Text]) -> tuple[Mapping[tuple[str, str], float], Any]:
    """Return the weights of features by role, and of one role after another."""
    pycrfsuite: Any = importlib.import_module("pycrfsuite")

    sites = defaultdict(set)
    for text in texts:
        for feature in set(chain.from_iterable(text.described)):
            sites[feature].add(text.site)
    kept = {
        feature
        for feature, seen in sites.items()
        if len(seen) >= (FEWEST_WORDS if feature.startswith(WORDS) else FEWEST)
    }
    trainer = pycrfsuite.Trainer(verbose=False)
    for text in texts:
        trainer.append([[f for f in one if f in kept] for one in text.described], text.gold)
    trainer.set_params(
        {"c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.possible_transitions": True}
    )
    with tempfile.TemporaryDirectory() as folder:
        name = str(Path(folder) / "model")
        trainer.train(name)
        tagger = pycrfsuite.Tagger()
        tagger.open(name)
        found = tagger.info()
        return found.state_features, found.transitions


def write_table(states: Mapping[tuple[str, str], float], steps: Mapping[Any, float]) -> int:
    """Write what tells, in the order of the names, and return how many lines it has."""
    rows: dict[str, dict[str, float]] = {}
    for (feature, role), weight in states.items():
        if abs(weight) >= LEAST and role != EITHER:
            rows.setdefault(feature, {})[role] = weight
    for (before, role), weight in steps.items():
        if EITHER not in (before, role):
            rows.setdefault(f"after {before}", {})[role] = weight
    lines = ["\t".join(("feature", *ROLES))]
    for feature, weights in sorted(rows.items()):
        cells = (f"{weights[role]:.2f}" if role in weights else "" for role in ROLES)
        lines.append("\t".join((feature, *cells)))
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    return len(lines) - 1


def main() -> None:
    """Learn, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS")
    parser.add_argument("--half", default="", help="learn from this half of their sites alone")
    parser.add_argument("--pages", type=Path, help="the folder of pages with their JSON files")
    given = parser.parse_args()
    texts = list(read_texts(given.corpora, given.half, given.pages))
    print(f"{len(texts)} texts", file=sys.stderr)
    print(f"{write_table(*learn(texts))} features", file=sys.stderr)


if __name__ == "__main__":
    main()
