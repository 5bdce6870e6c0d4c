"""Lock a PDF with a password, as e-mail with personal data asks for."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable

LONGEST = 127
"""UTF-8 bytes of a password that count: ISO 32000-2, 7.6.4.3.3."""


def prepare_password(password: str) -> str:
    """Return a password as viewers prepare what is typed in: SASLprep (RFC 4013)."""
    import stringprep
    import unicodedata

    kept = (sign for sign in password if not stringprep.in_table_b1(sign))
    spaced = "".join(" " if stringprep.in_table_c12(sign) else sign for sign in kept)
    return unicodedata.normalize("NFKC", spaced)


def protect_pdf(parts: Iterable[bytes], password: str) -> bytes:
    """Return a PDF encrypted by AES-256, revision 6 (ISO 32000-2, 7.6.4.4).

    Who has the password can read and print it, and so can a screen reader; to change or copy it is
    the owner's, whose password is random and kept nowhere.

    Args:
        parts: The PDF in pieces.
        password: The recipient's.

    Raises:
        ValueError: The password is empty, or longer than the standard has room for.
    """
    # 30 ms that a list without passwords does not need.
    import pikepdf

    password = prepare_password(password)
    if not password or len(password.encode()) > LONGEST:
        raise ValueError("the length of the password")
    permissions = pikepdf.Permissions(
        accessibility=True,
        extract=False,
        modify_annotation=False,
        modify_assembly=False,
        modify_form=False,
        modify_other=False,
        print_highres=True,
        print_lowres=True,
    )
    encryption = pikepdf.Encryption(
        user=password, owner=secrets.token_urlsafe(32), R=6, allow=permissions
    )
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(b"".join(parts))) as pdf:
        pdf.save(target, encryption=encryption)
    return target.getvalue()
