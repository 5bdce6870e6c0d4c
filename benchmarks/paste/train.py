"""Learn `levels.tsv` and `roles.tsv` of `handout/read/importers/text/` from corpora.

    python benchmarks/paste/train.py CORPUS [CORPUS …] [--tuning CORPUS] [--only roles|levels]

Corpora are what `corpus.py` makes; of the one after `--tuning`, the half that is tuned on is
learned from, of the others all, and the texts that `made.py` makes up. Texts with three headings
and more are learned from. Lines in bold, and short questions, may be headings whatever their tags
are: they count neither way. The weights are those of a conditional random field; an L1 penalty
keeps them few.

It needs `python-crfsuite`, which reading a text does not.
"""

from __future__ import annotations

import argparse
import importlib
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

from benchmarks.paste.made import make_texts as make_up_texts  # noqa: E402 - the path comes first
from benchmarks.paste.measure import BOILERPLATE, HALVES, WAYS, WHOLE, Sample, read_corpus  # noqa: E402 - the path comes first
from handout.read.importers.text import levels  # noqa: E402 - likewise
from handout.read.importers.text.features import describe  # noqa: E402 - likewise
from handout.read.importers.text.frame import open_text  # noqa: E402 - likewise
from handout.read.importers.text.records import Chunk  # noqa: E402 - likewise
from handout.read.importers.text.roles import BODY_ROLES, ROLES, TABLE, Role  # noqa: E402 - likewise

FEWEST_WORDS = 45
"""Sites that a feature has to be seen on if it is a word."""
WORDS = ("first ", "last ", "has ")
"""How the features begin that are a word of the line."""
LEAST = 0.05
"""The smallest weight that is kept."""
L2, ROUNDS = 0.3, 100
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
_TOP, _ABOVE, _END = 15, 12, 4
"""Chunks among which a title and a byline stand, above which a title may come twice, at the end."""
MADE, MADE_TEXTS = "made up", 500
_SHARE = 0.35
"""Of the ways in which each page was copied, and of parts of texts, how many are learned from."""
_PART, _START, _BESIDE = (8, 60), 40, 20
"""Chunks of a part of a text, and of its beginning, that are learned from as well; of an article,
those that are learned from beside what stands around it on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What is learned from: the features of chunks, and what each of them is."""

    site: str
    described: list[list[str]]
    gold: list[str]


def make_texts(sample: Sample) -> Iterator[Text]:
    """Yield a sample's text as it was copied, and perhaps a part of it, or its beginning.

    The last two are without what is of the page, as those copy who select with care.
    """
    opened = open_text(sample.text)
    live = [n for n in range(len(opened.chunks)) if n not in opened.skipped]
    chunks = [opened.chunks[n] for n in live]
    gold = list(label_chunks(chunks, sample))

    def make_text(places: Sequence[int]) -> Text:
        return Text(
            site=sample.site,
            described=describe([chunks[n] for n in places], opened.listed),
            gold=[gold[n] for n in places],
        )

    if not is_telling(gold, most_of_page=0.9 if sample.way == WHOLE else 0.4):
        return
    if sample.way == WHOLE:
        own = [n for n, role in enumerate(gold) if role in (Role.HEADING, Role.PARAGRAPH)]
        yield make_text(range(min(own[0] + _BESIDE, len(chunks))))
        yield make_text(range(max(own[-1] - _BESIDE, 0), len(chunks)))
        return
    yield make_text(range(len(chunks)))
    if sample.site == MADE:
        return
    chance = random.Random(sample.site + sample.name + sample.way)
    body = [n for n, role in enumerate(gold) if role in (*BODY_ROLES, EITHER) and role != Role.PAGE]
    starts = [at for at, n in enumerate(body) if gold[n] == Role.HEADING]
    first = chance.choice([0, *starts])
    if chance.random() < _SHARE:
        yield make_text(body[first : first + chance.randint(*_PART)])
    if chance.random() < _SHARE:
        yield make_text([n for n, role in enumerate(gold) if role != Role.PAGE][:_START])


def label_chunks(chunks: Sequence[Chunk], sample: Sample) -> Iterator[str]:
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
        yield role


def is_telling(gold: Sequence[str], *, most_of_page: float) -> bool:
    """Tell whether a text is an article with sections, and so much of it the page's at most."""
    counts = Counter(gold)
    headings = counts[Role.HEADING]
    return (
        FEWEST_HEADINGS <= headings <= counts[Role.PARAGRAPH]
        and counts[Role.PAGE] < most_of_page * len(gold)
        and len(gold) < MOST_CHUNKS
    )


def read_samples(corpora: Sequence[Path], tuning: Path | None) -> Iterator[Sample]:
    """Yield what is learned from: of each page some of the ways of copying, and made-up texts."""
    ways = (*WAYS, WHOLE)
    pages = chain.from_iterable(read_corpus(corpus, ways) for corpus in corpora)
    half = (one for one in read_corpus(tuning, ways) if one.half == HALVES[0]) if tuning else ()
    for sample in chain(pages, half):
        if random.Random(sample.site + sample.name + sample.way).random() < _SHARE:
            yield sample
    for seed, made in enumerate(make_up_texts(range(MADE_TEXTS))):
        title = made.text.split("\n", 1)[0]
        yield Sample(MADE, f"{seed}", "health", WAYS[0], made.text, made.roles, title, ())


def make_levels(sample: Sample) -> Iterator[Text]:
    """Yield the headings of a sample, as those of an article without what is of the page."""
    opened = open_text(sample.text)
    chunks = [
        chunk
        for n, chunk in enumerate(opened.chunks)
        if n not in opened.skipped and sample.roles.get(chunk.line) not in (*BOILERPLATE, "title")
    ]
    roles = [sample.roles.get(chunk.line, "") for chunk in chunks]
    places = {
        n: chunk.whole
        for n, chunk in enumerate(chunks)
        if roles[n] in (levels.SECTION, levels.BELOW)
    }
    if len(places) >= FEWEST_HEADINGS:
        headings = levels.make_headed(chunks, places, [None] * len(places))
        gold = [roles[n] for n in places]
        yield Text(site=sample.site, described=levels.describe_headings(headings), gold=gold)


def learn(
    texts: Sequence[Text], *, fewest: int, l1: float
) -> tuple[Mapping[tuple[str, str], float], Any]:
    """Return the weights of features by role, and of one role after another."""
    pycrfsuite: Any = importlib.import_module("pycrfsuite")

    sites = defaultdict(set)
    for text in texts:
        for feature in set(chain.from_iterable(text.described)):
            sites[feature].add(text.site)
    kept = {
        feature
        for feature, seen in sites.items()
        if len(seen) >= (FEWEST_WORDS if feature.startswith(WORDS) else fewest)
    }
    trainer = pycrfsuite.Trainer(verbose=False)
    for text in texts:
        trainer.append([[f for f in one if f in kept] for one in text.described], text.gold)
    trainer.set_params(
        {"c1": l1, "c2": L2, "max_iterations": ROUNDS, "feature.possible_transitions": True}
    )
    with tempfile.TemporaryDirectory() as folder:
        name = str(Path(folder) / "model")
        trainer.train(name)
        tagger = pycrfsuite.Tagger()
        tagger.open(name)
        found = tagger.info()
        return found.state_features, found.transitions


def write_table(
    path: Path, names: Sequence[str], found: tuple[Mapping[tuple[str, str], float], Any]
) -> int:
    """Write what tells, in the order of the names, and return how many lines it has."""
    rows: dict[str, dict[str, float]] = {}
    states, steps = found
    for (feature, role), weight in states.items():
        if abs(weight) >= LEAST and role != EITHER:
            rows.setdefault(feature, {})[role] = weight
    for (before, role), weight in steps.items():
        if EITHER not in (before, role):
            rows.setdefault(f"after {before}", {})[role] = weight
    lines = ["\t".join(("feature", *names))]
    for feature, weights in sorted(rows.items()):
        cells = (f"{weights[role]:.2f}" if role in weights else "" for role in names)
        lines.append("\t".join((feature, *cells)))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return len(lines) - 1


def main() -> None:
    """Learn, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS")
    parser.add_argument("--tuning", type=Path, help="a corpus to learn from by half")
    parser.add_argument("--only", choices=("roles", "levels"), default="")
    given = parser.parse_args()
    # Of each table: how many sites a feature has to be seen on, and the penalty.
    for make, path, names, fewest, l1 in (
        (make_levels, levels.TABLE, (levels.SECTION, levels.BELOW), 8, 1.0),
        (make_texts, TABLE, ROLES, 15, 4.0),
    ):
        if given.only in ("", path.stem):
            samples = read_samples(given.corpora, given.tuning)
            texts = list(chain.from_iterable(map(make, samples)))
            print(f"{path.stem}: {len(texts)} texts", file=sys.stderr)
            print(
                f"{write_table(path, names, learn(texts, fewest=fewest, l1=l1))} features",
                file=sys.stderr,
            )


if __name__ == "__main__":
    main()
