"""The sequence of roles that the weights speak for, and what rules leave of it."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from handout.read.importers.text import headings
from handout.read.importers.text.features import describe
from handout.read.importers.text.frame import take_frame
from handout.read.importers.text.headings import assign_roles, find_headings
from handout.read.importers.text.roles import ROLES, Role, choose_roles, explain, load_weights

ALL = frozenset(Role)
TEXT = "Rain\n\nWhy it rains\n\nWater that went up comes down again, and this is what rain is.\n"


def score(path: tuple[str, ...], described: list[list[str]]) -> float:
    weights = load_weights()
    states = sum(
        weights.get(feature)[weights.names.index(role)]
        for features, role in zip(described, path, strict=True)
        for feature in features
    )
    steps = sum(
        weights.get(f"after {before}")[weights.names.index(role)]
        for before, role in itertools.pairwise(path)
    )
    return states + steps


@pytest.mark.parametrize("seed", range(10))
def test_no_other_sequence_scores_higher(seed: int) -> None:
    chance = random.Random(seed)
    names = sorted(load_weights().rows)
    described = [chance.choices(names, k=6) for _ in range(5)]
    best = max(score(path, described) for path in itertools.product(ROLES, repeat=5))
    found = choose_roles(described, [ALL] * 5)
    path = tuple(choice.role for choice in found)
    assert score(path, described) == pytest.approx(best)
    for n, choice in enumerate(found):
        others = [p for p in itertools.product(ROLES, repeat=5) if p[n] is not choice.role]
        second = max(others, key=lambda other: score(other, described))
        assert second[n] is choice.other
        assert choice.lead == pytest.approx(best - score(second, described))


def test_what_a_rule_rules_out_is_not_chosen() -> None:
    names = sorted(load_weights().rows)
    chance = random.Random(1)
    described = [chance.choices(names, k=20) for _ in range(40)]
    allowed = [frozenset(chance.sample(ROLES, k=chance.randint(1, 3))) for _ in described]
    found = choose_roles(described, allowed)
    assert all(choice.role in roles for choice, roles in zip(found, allowed, strict=True))


def test_a_text_without_lines_has_no_roles() -> None:
    assert choose_roles([], []) == []


def test_of_more_lines_than_anybody_prints_only_what_is_sure_is_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(headings, "MOST_CHUNKS", 3)
    text = f"{TEXT}\nSummary\n\nWater falls, and this is all there is to say of it.\n"
    page = assign_roles(take_frame(text, path=Path("rain.txt"), language="en").page)
    found = [page.chunks[index].text for index in find_headings(page)]
    assert "Summary" in found
    assert set(page.roles.values()) == {Role.HEADING, Role.PARAGRAPH}


def test_a_choice_is_told_by_what_speaks_for_it() -> None:
    page = assign_roles(take_frame(TEXT, path=Path("rain.txt"), language="en").page)
    chunks = [page.chunks[index] for index in page.live]
    features = describe(chunks, page.listed)
    assert list(page.roles.values()) == [Role.HEADING, Role.PARAGRAPH]
    assert "heading shaped" in explain(features[0], Role.HEADING)


def test_every_weight_has_a_feature_that_can_come_up_or_a_step() -> None:
    steps = {f"after {role}" for role in ROLES}
    assert steps <= load_weights().rows.keys()
    assert all(len(weights) == len(ROLES) for weights in load_weights().rows.values())


def test_what_leads_by_little_is_in_doubt() -> None:
    page = assign_roles(take_frame(TEXT, path=Path("rain.txt"), language="en").page)
    assert not page.doubts, "a heading over its paragraph is none"
    lines = ["The first days", "Rest", "Drink water", "Rain comes down again, and this is rain."]
    texts = ["\n".join(random.Random(seed).choices(lines, k=12)) for seed in range(20)]
    pages = [take_frame(text, path=Path("a.txt"), language="en").page for text in texts]
    doubted = [page for page in map(assign_roles, pages) if page.doubts]
    assert doubted, "what could be either is"
    for page in doubted:
        assert all(page.roles[index] is not other for index, other in page.doubts.items())
