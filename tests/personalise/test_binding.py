"""Hold the file for the printer to the handouts that it binds, and to its size."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from handout.model import SCREEN, Recipient
from handout.personalise.binding import Binder
from tests.instruments.pictures import count_differences, render_pages
from tests.personalise.conftest import MakePersonaliser, OneTarget
from tests.personalise.pairs import Pair
from tests.personalise.people import make_people

PAPER = replace(SCREEN, variant="")


@pytest.fixture
def personaliser(make_personaliser: MakePersonaliser) -> OneTarget:
    return make_personaliser(edition=PAPER, is_bound=True)


def bind(
    personaliser: OneTarget, recipients: list[Recipient], *, title: str = "Visit (ü)"
) -> bytes:
    file = io.BytesIO()
    binder = Binder(file.writelines, title=title)
    for recipient in recipients:
        made = personaliser.make(recipient)
        assert made.parts, made.problems
        binder.add(made.parts)
    binder.close()
    return file.getvalue()


def make_recipients(count: int) -> list[Recipient]:
    return [
        Recipient(
            fields={
                "name": f"Maya {['Ellery', 'Li', 'Osei'][n % 3]}",
                "note": "",
                "practitioner": "",
                "code": f"{n:06}",
            }
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("last", ["Ellery", "Ọbásanjọ́"])
def test_names_for_paper_are_set_anew_and_drawn_as_in_full(
    make_personaliser: MakePersonaliser, tmp_path: Path, last: str
) -> None:
    article = "---\ntitle: Visit\n---\n\nDear {{ recipient.name }}, come.\n"
    pair = Pair(make_personaliser, tmp_path, article, edition=PAPER, is_bound=True)
    names = [f"{first} {last}" for first in ("Maya", "Mara", "Masa")]
    # The second may need another number of lines than the first.
    assert not [pair.compare(Recipient(fields={"name": one})) for one in names][-1].reason


def test_a_line_that_others_have_too_is_stored_once(personaliser: OneTarget) -> None:
    def count_streams(recipients: list[Recipient]) -> int:
        with pikepdf.open(io.BytesIO(bind(personaliser, recipients))) as pdf:
            return sum(isinstance(o, pikepdf.Stream) and "/Type" not in o for o in pdf.objects)

    one, other = make_recipients(4)[::3]
    assert one.fields["name"] == other.fields["name"]
    # The code alone, which the article prints once, is another.
    assert count_streams([one, other, one, other]) == count_streams([one]) + 1


def test_pages_look_as_in_each_recipients_own_file(personaliser: OneTarget, tmp_path: Path) -> None:
    recipients = [r for r in make_people(12, seed=1) if personaliser.make(r).parts]
    (tmp_path / "all.pdf").write_bytes(bind(personaliser, recipients))
    bound = iter(render_pages(tmp_path / "all.pdf", dpi=50))
    for recipient in recipients:
        (tmp_path / "one.pdf").write_bytes(b"".join(personaliser.make(recipient).parts))
        for page in render_pages(tmp_path / "one.pdf", dpi=50):
            assert not count_differences(page, next(bound))
    assert next(bound, None) is None


def test_the_file_is_whole_and_for_paper(personaliser: OneTarget) -> None:
    with pikepdf.open(io.BytesIO(bind(personaliser, make_recipients(9)))) as pdf:
        assert not pdf.check_pdf_syntax()
        assert str(pdf.docinfo["/Title"]) == "Visit (ü)"
        assert "/StructTreeRoot" not in pdf.Root
        assert not any("/Annots" in page for page in pdf.pages)


def test_what_is_shared_is_stored_once(personaliser: OneTarget) -> None:
    few, many = make_recipients(200), make_recipients(2_200)
    small, large = bind(personaliser, few), bind(personaliser, many)
    assert (len(large) - len(small)) / 2_000 < 1_000
    with pikepdf.open(io.BytesIO(large)) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Length1" in o]
        assert len(fonts) <= 4
        assert len(pdf.pages) == sum(personaliser.make(recipient).pages for recipient in many)


def test_a_large_tree_of_pages_is_counted_right(personaliser: OneTarget) -> None:
    recipients = make_recipients(4_200)
    with pikepdf.open(io.BytesIO(bind(personaliser, recipients))) as pdf:
        per_recipient = len(pdf.pages) // 4_200
        assert len(pdf.pages) == 4_200 * per_recipient
        assert pdf.Root.Pages.Count == len(pdf.pages)
        assert not pdf.check_pdf_syntax()


def test_no_recipients_make_an_empty_file_that_opens(personaliser: OneTarget) -> None:
    with pikepdf.open(io.BytesIO(bind(personaliser, []))) as pdf:
        assert not len(pdf.pages)
