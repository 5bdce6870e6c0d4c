"""Give each chunk of a pasted text its role: title, byline, heading, paragraph, item, of the page.

Each role gets a score for each chunk, the sum of what the chunk's features speak for, and for
following the role before it. Chosen is the sequence with the highest sum (Viterbi, 1967); where a
rule is sure, it leaves a chunk fewer roles. What features speak for is learned from pages whose own
tags say what is what, by `benchmarks/paste/train.py` (a conditional random field; Lafferty et al.,
2001), and stands in `roles.tsv`: a line for each feature, a column for each role. So every choice
can be told by the features that decided it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path

TABLE = Path(__file__).with_name("roles.tsv")


class Role(enum.StrEnum):
    """Name what a chunk can be."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    PAGE = "page"
    TITLE = "title"
    BYLINE = "byline"


BODY_ROLES = frozenset({Role.HEADING, Role.PARAGRAPH, Role.ITEM, Role.PAGE})
"""The roles of what is neither title nor byline."""
ROLES: tuple[Role, ...] = tuple(Role)
_NEVER = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learned: by feature, a weight for each name; `after NAME` is for what comes next."""

    names: tuple[str, ...]
    rows: Mapping[str, Sequence[float]]

    def get(self, feature: str) -> Sequence[float]:
        """Return the weights of a feature, zeros of one that says nothing."""
        return self.rows.get(feature) or (0.0,) * len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChoice:
    """The role of a chunk, and by role the sum of the best sequence with it."""

    scores: Mapping[str, float]

    @property
    def role(self) -> str:
        """The best role."""
        return self._rank()[0]

    @property
    def other(self) -> str:
        """The next best."""
        return self._rank()[1]

    @property
    def lead(self) -> float:
        """By how much the best leads the next best."""
        return self.measure_lead(self.role)

    def measure_lead(self, role: str) -> float:
        """Return by how much a role leads the best of the others; less than 0 if it does not."""
        others = (score for name, score in self.scores.items() if name != role)
        return self.scores[role] - max(others)

    def _rank(self) -> list[str]:
        return sorted(self.scores, key=lambda name: -self.scores[name])


@cache
def load_weights(path: Path = TABLE) -> Weights:
    """Read a table."""
    head, *lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    rows = {feature: [float(cell or 0) for cell in cells] for feature, *cells in lines}
    return Weights(names=ROLES if path == TABLE else tuple(head[1:]), rows=rows)


def choose_roles(
    described: Sequence[Sequence[str]],
    allowed: Sequence[Collection[str]],
    weights: Weights | None = None,
) -> list[RoleChoice]:
    """Return the role of each chunk.

    Args:
        described: The features of each chunk.
        allowed: The roles that are open to each.
        weights: What features speak for; by default, what was learned of chunks.
    """
    weights = weights or load_weights()
    names, rows = weights.names, weights.rows
    steps = [weights.get(f"after {name}") for name in names]
    own = []
    for features, roles in zip(described, allowed, strict=True):
        scores = [0.0 if name in roles else _NEVER for name in names]
        for feature in features:
            if feature in rows:
                scores = list(map(add, scores, rows[feature]))
        own.append(scores)
    # The best sum up to each role of each chunk, and the best from there on.
    before = _sum_up(own, list(zip(*steps, strict=True)))
    after = _sum_up(own[::-1], steps)[::-1]
    return [
        RoleChoice(scores={name: a + b - c for name, a, b, c in zip(names, *sums, strict=True)})
        for sums in zip(before, after, own, strict=True)
    ]


def _sum_up(own: Sequence[Sequence[float]], steps: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return of each chunk and role the highest sum of a sequence of roles that ends with it.

    `steps` gives, for each role, how well each goes together with it as its neighbour.
    """
    sums: list[list[float]] = []
    for scores in own:
        best = [max(map(add, sums[-1], step)) for step in steps] if sums else [0.0] * len(steps)
        sums.append(list(map(add, scores, best)))
    return sums


def explain(
    features: Sequence[str], role: str, weights: Weights | None = None, *, most: int = 3
) -> str:
    """Name the features that spoke most for a chunk's role."""
    weights = weights or load_weights()
    column = weights.names.index(role)
    rows = weights.rows
    scored = sorted(((rows[f][column], f) for f in features if f in rows), reverse=True)
    return ", ".join(feature for weight, feature in scored[:most] if weight > 0)
