"""Hold locked PDFs to opening with the password, and to keeping what a screen reader needs."""

from __future__ import annotations

import io

import pikepdf
import pytest

from handout.deliver.protection import protect_pdf


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Make a PDF of one empty page with a structure tree."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.StructTreeRoot = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)
        )
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("password", ["secret", "geheim-ä-日本", "x" * 127, " "])
def test_the_password_opens_it_and_nothing_else_does(pdf: bytes, password: str) -> None:
    locked = protect_pdf((pdf[:100], pdf[100:]), password)
    for wrong in ("", "wrong", password + "x"):
        # Characters beyond the 127th byte do not count.
        if len(password) < 127 or wrong != password + "x":
            with pytest.raises(pikepdf.PasswordError):
                pikepdf.open(io.BytesIO(locked), password=wrong)
    with pikepdf.open(io.BytesIO(locked), password=password) as document:
        assert (document.encryption.R, document.encryption.bits) == (6, 256)
        assert document.user_password_matched
        assert not document.owner_password_matched
        allowed = {name for name, is_allowed in document.allow._asdict().items() if is_allowed}
        assert allowed == {"accessibility", "print_lowres", "print_highres"}
        assert "/StructTreeRoot" in document.Root
    assert password.strip() == "" or password.encode() not in locked


@pytest.mark.parametrize("password", ["", "x" * 128, "ä" * 64])
def test_a_password_that_would_be_cut_or_is_none_is_refused(pdf: bytes, password: str) -> None:
    with pytest.raises(ValueError, match="length"):
        protect_pdf((pdf,), password)


def test_a_password_is_prepared_as_viewers_do(pdf: bytes) -> None:
    # As SASLprep has it (RFC 4013): composed, with plain spaces, without what cannot be seen.
    locked = protect_pdf((pdf,), "cafe\u0301\u00a0\u00ad5")
    with pikepdf.open(io.BytesIO(locked), password="café 5") as document:
        assert document.user_password_matched
