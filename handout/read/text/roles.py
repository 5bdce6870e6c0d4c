"""Give each chunk of a pasted text its role: heading, paragraph, item, or of the page.

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


ROLES = tuple(Role)
_NEVER = -1e9
Weights = Mapping[str, Sequence[float]]
"""By feature, a weight for each of `ROLES`; `after ROLE` is for what comes next."""


@cache
def load_weights() -> Weights:
    """Read the table."""
    weights = {}
    for line in TABLE.read_text("utf-8").splitlines()[1:]:
        feature, *cells = line.split("\t")
        weights[feature] = [float(cell or 0) for cell in cells]
    return weights


def choose_roles(
    described: Sequence[Sequence[str]],
    allowed: Sequence[Collection[Role]],
    weights: Weights | None = None,
) -> list[Role]:
    """Return the role of each chunk.

    Args:
        described: The features of each chunk.
        allowed: The roles that are open to each.
        weights: What features speak for; by default, what was learned.
    """
    if not described:
        return []
    weights = load_weights() if weights is None else weights
    none = [0.0] * len(ROLES)
    steps = [weights.get(f"after {role}", none) for role in ROLES]
    best, back = none, []
    for n, (features, roles) in enumerate(zip(described, allowed, strict=True)):
        scores = [0.0 if role in roles else _NEVER for role in ROLES]
        for feature in features:
            if feature in weights:
                scores = list(map(add, scores, weights[feature]))
        if n:
            ways = [
                [so_far + step[to] for so_far, step in zip(best, steps, strict=True)]
                for to in range(len(ROLES))
            ]
            back.append([way.index(max(way)) for way in ways])
            scores = list(map(add, scores, map(max, ways)))
        best = scores
    at = best.index(max(best))
    path = [at]
    for choices in reversed(back):
        at = choices[at]
        path.append(at)
    return [ROLES[at] for at in reversed(path)]


def explain(features: Sequence[str], role: Role, *, most: int = 3) -> str:
    """Name the features that spoke most for a chunk's role."""
    column = ROLES.index(role)
    weights = load_weights()
    scored = sorted(((weights[f][column], f) for f in features if f in weights), reverse=True)
    return ", ".join(feature for weight, feature in scored[:most] if weight > 0)
