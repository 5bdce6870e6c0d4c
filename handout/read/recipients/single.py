"""Read one recipient from values that a program gives, by the rules of a list."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

from handout.errors import ContentError
from handout.model import FORMATS, Problem, Recipient
from handout.read.recipients import check_recipients, read_recipients
from handout.read.recipients.headings import make_name


def read_recipient(fields: Mapping[str, object]) -> Recipient:
    """Return a recipient, whose fields are held to what those of a list are.

    Raises:
        ContentError: They cannot be used.
    """
    if not any(value and make_name(str(name)) == "name" for name, value in fields.items()):
        raise ContentError("the recipient has no name.", hint="give it as the field “name”.")
    problems: list[Problem] = []
    try:
        data = json.dumps([dict(fields)], ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError) as error:
        raise ContentError(
            "the recipient cannot be used: a field has a value of another kind than text.",
            hint="give texts, numbers and truth values by name.",
        ) from error
    source = Path("-")
    recipients = read_recipients(source, problems.append, stdin=io.BytesIO(data))
    if recipients is not None:
        # Whether the article is there in that language is said by who looks for it.
        languages = [str(fields.get("language") or "")]
        check_recipients(recipients, problems.append, formats=FORMATS, languages=languages)
    errors = [one for one in problems if one.is_error]
    if recipients is None or errors:
        raise ContentError(
            f"the recipient cannot be used: {errors[0].message}" if errors else "there is no one.",
            hint=errors[0].hint if errors else None,
        )
    ((_, values),) = recipients.rows
    return Recipient(fields=dict(zip(recipients.columns, values, strict=True)), row=1)
