"""Hold what one process hands another to what it would have rendered itself."""

from __future__ import annotations

import pickle

import pytest

from handout.model import Recipient
from handout.personalise.offers import Kind, Missing, Offer
from handout.personalise.reasons import FIRST
from tests.personalise.conftest import ARTICLE, MakePersonaliser, OneTarget
from tests.personalise.people import NOTES

SHORT, LONG = NOTES[1], NOTES[3]
LONGER = " ".join(["Drink water and rest."] * 20)


LINES = ARTICLE.partition("It is {{ recipient.practitioner }}")[0]
"""An article whose values have lines of their own."""


def make_person(name: str, note: str) -> Recipient:
    return Recipient(fields={"name": name, "note": note, "code": "7", "practitioner": "Bo Li"})


def find_missing(personaliser: OneTarget, person: Recipient) -> Kind:
    """Return the master that a personaliser lacks for a recipient."""
    with pytest.raises(Missing) as caught:
        personaliser.make(person, renders=False)
    return caught.value.kind


def hand_over(giver: OneTarget, person: Recipient, kind: Kind) -> Offer:
    """Return what a personaliser offers, as another process gets it."""
    offer = giver.offer(person, kind)
    assert offer is not None
    copy: Offer = pickle.loads(pickle.dumps(offer))
    return copy


@pytest.fixture
def giver(make_personaliser: MakePersonaliser) -> OneTarget:
    """Return a personaliser that has rendered a handout with a short note, and one with a long one."""
    personaliser = make_personaliser(LINES)
    assert personaliser.make(make_person("Maya Ellery", SHORT)).reason == FIRST
    assert personaliser.make(make_person("Bo Li", LONG)).reason == FIRST
    return personaliser


def test_what_was_handed_over_makes_the_same_handouts(
    giver: OneTarget, make_personaliser: MakePersonaliser
) -> None:
    taker = make_personaliser(LINES)
    for note in (SHORT, LONG):
        person = make_person("Tom Ashdown", note)
        taker.take_offer(hand_over(giver, person, find_missing(taker, person)))
        taken = taker.make(person, renders=False)
        assert taken == giver.make(person)
        assert not taken.reason


def test_fonts_go_along_only_where_they_are_needed(
    giver: OneTarget, make_personaliser: MakePersonaliser
) -> None:
    taker = make_personaliser(LINES)
    short, long = make_person("Tom Ashdown", SHORT), make_person("Tom Ashdown", LONG)
    family = find_missing(taker, short)
    assert not family.place
    whole = hand_over(giver, short, family)
    taker.take_offer(whole)
    place = find_missing(taker, long)
    assert (place.family, bool(place.place)) == (family.family, True)
    sizes = [len(pickle.dumps(offer)) for offer in (whole, hand_over(giver, long, place))]
    assert sizes[1] < sizes[0] / 2
    # Without fonts, a process that has none of the family can make nothing of it.
    other = make_personaliser(LINES)
    other.take_offer(hand_over(giver, long, place))
    assert find_missing(other, long) == family


def test_a_master_tells_nothing_of_whom_it_was_rendered_for(
    make_personaliser: MakePersonaliser,
) -> None:
    third = make_person("Tom Ashdown", SHORT)
    made = []
    for name in ("Maya Ellery", "Rebecca Marsh"):
        personaliser = make_personaliser(LINES)
        assert personaliser.make(make_person(name, SHORT)).reason == FIRST
        made.append(personaliser.make(third, renders=False))
    assert made[0] == made[1]


def test_one_serves_those_without_the_family_and_those_with_another_of_it(
    giver: OneTarget, make_personaliser: MakePersonaliser
) -> None:
    taker, long = make_personaliser(LINES), make_person("Tom Ashdown", LONG)
    lacking_all = find_missing(taker, long)
    taker.make(make_person("Maya Ellery", SHORT))
    lacking_one = find_missing(taker, long)
    offer = giver.offer(long)
    assert offer is not None
    assert offer.kinds == (lacking_all, lacking_one)


def test_what_does_not_prove_exact_is_not_taken(
    giver: OneTarget, make_personaliser: MakePersonaliser
) -> None:
    taker, person = make_personaliser(LINES), make_person("Tom Ashdown", SHORT)
    offer = hand_over(giver, person, find_missing(taker, person))
    wrong = {**offer.values, "name": "Somebody Else"}
    taker.take_offer(offer._replace(values=wrong))
    assert not find_missing(taker, person).place


def test_a_kind_tells_no_value(giver: OneTarget) -> None:
    person = make_person("Tom Ashdown", LONGER)
    kind = find_missing(giver, person)
    assert all(set(part) <= set("0123456789abcdef") for part in kind)


def test_who_has_no_such_master_offers_none(
    giver: OneTarget, make_personaliser: MakePersonaliser
) -> None:
    person = make_person("Tom Ashdown", LONGER)
    assert giver.offer(person, find_missing(giver, person)) is None
    full = make_personaliser(is_full=True)
    assert full.offer(person, Kind("", "")) is None
