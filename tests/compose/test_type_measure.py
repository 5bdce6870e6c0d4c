"""Hold what is measured before the layout to what the engine then sets."""

from __future__ import annotations

import random
from typing import Any

import pytest

from handout.compose.type_measure import TypeMeasure
from handout.render.fonts import declare_faces
from handout.render.loading import load_engine
from tests.stress.random_handouts import WORDS

ODD = [
    "How do I know whether I sweat more than other people do?",
    "Krankenversicherungsbescheinigung und Arbeitsunfähigkeitsbescheinigung",
    "Противовоспалительные препараты и обезболивание",
    "Anti-inflammatory pain-killers over-the-counter",
    "Wilhelmina Featherstonehaugh-Cholmondeley",
    "7 in 10",
    "X",
]


@pytest.fixture(scope="module")
def count_set_lines(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return how many lines the engine sets each of some texts on."""
    cache = tmp_path_factory.mktemp("fonts")
    load_engine(cache)

    def count(texts: list[str], family: str, size: float, weight: int, room: float) -> list[int]:
        import weasyprint

        paragraphs = "".join(f"<p>{text}</p>" for text in texts)
        html = (
            f"<style>{declare_faces(family, cache)} @page {{ size: 210mm 5000mm }} p {{ margin: 0;"
            f" width: {room}mm; font: {weight} {size}pt/6mm '{family}'; overflow-wrap: anywhere }}"
            f"</style>{paragraphs}"
        )
        (page,) = weasyprint.HTML(string=html).render().pages
        html_box = page._page_box.children[0]
        boxes = [box for box in html_box.descendants() if type(box).__name__ == "BlockBox"]
        return [len(box.children) for box in boxes if box.element_tag == "p"]

    return count


@pytest.mark.parametrize("family", ["Source Sans 3", "Atkinson Hyperlegible"])
@pytest.mark.parametrize(
    ("size", "weight", "room"), [(13, 600, 42), (10, 400, 44), (22, 700, 44), (12, 400, 122)]
)
def test_lines_are_those_that_the_engine_sets(
    count_set_lines: Any, family: str, size: float, weight: int, room: float
) -> None:
    chance = random.Random(room + weight)
    texts = [" ".join(chance.choices(WORDS, k=chance.randrange(1, 40))) for _ in range(60)]
    texts = [text for text in [*texts, *ODD] if not (family[0] == "A" and text[0] > "\u0400")]
    measure = TypeMeasure(family)
    counted = [measure.count_lines(text, size, room_mm=room, weight=weight) for text in texts]
    found = count_set_lines(texts, family, size, weight, room)
    assert dict(zip(texts, counted, strict=True)) == dict(zip(texts, found, strict=True))
