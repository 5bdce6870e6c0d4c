"""Learn the weights of `handout/read/text/roles.tsv` from a corpus.

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
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.paste.measure import Sample, make_key, read_corpus  # noqa: E402 - the path comes first
from handout.read.text.features import WORDS, describe  # noqa: E402 - likewise
from handout.read.text.frame import take_frame  # noqa: E402 - likewise
from handout.read.text.roles import ROLES, TABLE, Role  # noqa: E402 - likewise

FEWEST, FEWEST_WORDS = 80, 250
"""Chunks that a feature has to be seen on, and one that is a word."""
LEAST = 0.05
"""The smallest weight that is kept."""
L1, L2, ROUNDS = 8.0, 0.5, 100
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
    "title": EITHER,
}
_LONGEST_QUESTION = 130
_SHORTEST_KEY = 6
_PART = (8, 60)
"""Chunks of a part of a text that is learned from as well."""

Text = tuple[list[list[str]], list[str]]


def make_texts(sample: Sample, main: str) -> Iterator[Text]:
    """Yield the features of a sample's chunks, and what they are.

    Twice: as it was copied, and, if it has sections, some of them without what is of the page, as
    those copy it who select with care.
    """
    page = take_frame(sample.text, path=Path("pasted text.txt"), language="en").page
    chunks = [page.chunks[n] for n in page.live]
    gold = []
    for chunk in chunks:
        name = sample.roles.get(chunk.line)
        role = EITHER if name is None else _GOLD.get(name, Role.PAGE)
        if role == Role.PARAGRAPH and chunk.text.endswith("?"):
            role = EITHER if len(chunk.text) < _LONGEST_QUESTION else role
        key = make_key(chunk.text)
        is_own = not main or len(key) <= _SHORTEST_KEY or key in main
        if role not in (EITHER, Role.PAGE) and not is_own:
            role = EITHER if role == Role.HEADING else Role.PAGE
        gold.append(role)
    text = describe(chunks, page.listed), gold
    if not is_telling(text):
        return
    yield text
    chance = random.Random(sample.site + sample.name + sample.way)
    own = [n for n, role in enumerate(gold) if role != Role.PAGE]
    starts = [at for at, n in enumerate(own) if gold[n] == Role.HEADING]
    if starts:
        first = chance.choice([0, *starts])
        own = own[first : first + chance.randint(*_PART)]
        yield describe([chunks[n] for n in own], page.listed), [gold[n] for n in own]


def is_telling(text: Text) -> bool:
    """Tell whether a text is an article with sections, and most of it its own."""
    counts = Counter(text[1])
    headings = counts[Role.HEADING]
    return (
        FEWEST_HEADINGS <= headings <= counts[Role.PARAGRAPH]
        and counts[Role.PAGE] < 0.4 * len(text[1])
        and len(text[1]) < MOST_CHUNKS
    )


def read_texts(corpora: Sequence[Path], half: str, pages: Path | None) -> Iterator[Text]:
    """Yield the texts to learn from."""
    for corpus in corpora:
        for sample in read_corpus(corpus):
            about = pages / sample.site / f"{sample.name}.json" if pages else None
            known = about is not None and about.exists() and json.loads(about.read_text("utf-8"))
            main = make_key(known.get("main") or "") if known else ""
            if half and sample.half != half and not known:
                continue
            yield from make_texts(sample, main)


def learn(texts: Sequence[Text]) -> tuple[Mapping[tuple[str, str], float], Any]:
    """Return the weights of features by role, and of one role after another."""
    pycrfsuite: Any = importlib.import_module("pycrfsuite")

    seen = Counter(f for described, _ in texts for features in described for f in set(features))
    kept = {
        feature
        for feature, count in seen.items()
        if count >= (FEWEST_WORDS if feature.startswith(WORDS) else FEWEST)
    }
    trainer = pycrfsuite.Trainer(verbose=False)
    for described, gold in texts:
        trainer.append([[f for f in one if f in kept] for one in described], gold)
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
