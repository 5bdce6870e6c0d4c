"""Tell what is an e-mail address, by the rules of a library that knows the world's."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

# What nearly every address is: the library takes 34 µs for one, which would be most of a list's.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{4,180}\Z)[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]{1,63}\.)+[a-z]{2,63}",
    re.IGNORECASE | re.ASCII,
)


def is_email(text: str) -> bool:
    """Tell whether a text is one address, without a name (RFC 5321, RFC 6531).

    Nothing is looked up: that a domain is there is not asked.
    """
    return _PLAIN.fullmatch(text) is not None or is_valid(text)


def is_valid(text: str) -> bool:
    """Tell what `is_email` does by the library alone."""
    return _get_validator()(text)


@functools.cache
def _get_validator() -> Callable[[str], bool]:
    import email_validator

    # Samples and tests live in `.example` (RFC 2606), and clinics in `.local` write to themselves.
    email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

    def validate(text: str) -> bool:
        try:
            email_validator.validate_email(text, check_deliverability=False)
        except email_validator.EmailNotValidError:
            return False
        return True

    return validate
