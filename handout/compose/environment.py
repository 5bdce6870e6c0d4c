"""Set up Jinja for handouts: which template is found, and what templates may do.

A template of the clinic replaces the shipped one of the same name; the shipped one stays in reach
by that name within it, and as `shipped/<name>` anywhere, so that a clinic extends it and changes
one block. Templates escape by themselves, stop at a name that does not exist, and run in a sandbox.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from markupsafe import Markup, escape

from handout import assets
from handout.compose.bytecode import CompiledTemplates
from handout.compose.direction import isolate
from handout.compose.heights import Ruler, count_lines
from handout.compose.hours import align_hours
from handout.compose.inlines import flatten, render_bare, render_inlines, render_paragraph
from handout.compose.overrides import Overrides, list_shipped
from handout.compose.records import Identity, TemplateFault, find_file, unwrap
from handout.compose.sandbox import Sandbox
from handout.compose.spacing import tie_telephone
from handout.compose.tables import has_values, is_tall, is_wordy, share_columns
from handout.compose.template_faults import explain_syntax
from handout.compose.titles import has_title_over, opens_with_title, render_heading
from handout.compose.words import Words, tag_borrowed
from handout.errors import HandoutError, ProjectError
from handout.model import Paragraph, Place, Text
from handout.read.faults import find_near

_SEMIBOLD = 600
_SHORT_PIECE = 22
"""Characters of an address that fit the narrowest column it stands in."""
_EMPTY_LINES = re.compile(r"(?<=>)\n\s*\n(?=<)")
"""Where macros left nothing: between two tags, so never inside a text, a `pre` or a value."""

_MISSING = re.compile(r"'(\w+)' is undefined")
_NOT_EXPORTED = re.compile(r"the template '(.+?)' .+ does not export the requested name '(.+)'")
"""What Jinja says of a variable that is not there."""

_NUMBER = re.compile(r"\+?\d[\d ().\u00a0/-]*\d")
"""A telephone number up to any word: “020 7946 0000 (ask for Ann)”."""

_MADE_WITH = hashlib.sha256(
    b"".join(
        Path(__file__).with_name(name).read_bytes() for name in ("environment.py", "sandbox.py")
    )
).hexdigest()
"""Stands for all that is set here, on which it depends what a template is compiled to."""


def make_environment(overrides: Overrides, words: Words, ruler: Ruler) -> Environment:
    """Return the environment for a clinic's templates, a language and a page."""
    folder, geometry = assets.shipped_templates(), ruler.geometry
    environment = Sandbox(
        resolve_name=overrides.resolve_name,
        loader=FunctionLoader(overrides.load_template),
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=CompiledTemplates(folder, made_with=f"{words.language.tag} {_MADE_WITH}"),
    )
    say = words.say
    # Taken for HTML from here on.
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # Added by the extension.
        lambda message: str(escape(say(message))), lambda one, *_: one, newstyle=True
    )
    environment.close_functions()

    def measure_section(text: str) -> float:
        return ruler.type.measure(text, geometry.sizes.section, _SEMIBOLD)

    def count(blocks: Any) -> int:
        return count_lines(unwrap(blocks), geometry)

    def is_long(what: Any) -> bool:
        items = [(Text(text=what),)] if isinstance(what, str) else unwrap(what)
        blocks = [Paragraph(content=one) if isinstance(one, tuple) else one for one in items]
        return count_lines(blocks, geometry) > geometry.half_page_lines

    environment.filters.update(
        inline=lambda content: render_inlines(unwrap(content), say),
        paragraph=lambda content: render_paragraph(unwrap(content), say),
        headline=lambda content: render_heading(
            unwrap(content), measure_section, geometry.heading, say
        ),
        plain=lambda content, alike=False: flatten(unwrap(content), alike=alike),
        bare=lambda content: render_bare(unwrap(content)),
        has_values=lambda table: has_values(unwrap(table)),
        kind=lambda record: record.kind,
        file_uri=lambda picture: find_file(picture).resolve().as_uri(),
        is_drawing=lambda picture: find_file(picture).suffix.lower() == ".svg",
        long_date=words.format_date,
        month=words.format_month,
        initials=make_initials,
        web=shorten_address,
        unbroken=join_pieces,
        telephone=link_telephone,
        aligned_hours=lambda lines: align_hours(unwrap(lines), ruler),
        tight=join_tags,
        tied=lambda text: render_inlines((Text(text=text),)),
        id_of=lambda record: Identity(unwrap(record)),
        column_shares=lambda table: share_columns(unwrap(table), ruler),
        is_wordy=lambda table: is_wordy(unwrap(table)),
        is_tall=lambda row, shares: is_tall(unwrap(row), shares, ruler),
        side_mm=ruler.measure_small,
        split_pictures=split_pictures,
        has_title=lambda blocks: opens_with_title(unwrap(blocks)),
        has_title_over=lambda item: has_title_over(unwrap(item)),
        line_count=count,
        is_long=is_long,
    )
    return environment


def render_template(
    environment: Environment, name: str, context: dict[str, Any], words: Words
) -> str:
    """Render the handout's template.

    What Python says of a failure may hold a client's name, so that it is told only where there is
    no client: where the template itself is wrong, the words are ours, or its author's.

    Args:
        environment: What `make_environment` gave.
        name: The template.
        context: The records that the template is given.
        words: Those of the handout's language.

    Raises:
        ProjectError: A template is broken, missing, or does what it may not.
    """
    try:
        html = environment.get_template(name).render(context)
        html = tag_borrowed(_EMPTY_LINES.sub("\n", html).rstrip() + "\n", words)
        return isolate(html) if words.language.direction == "rtl" else html
    except TemplateSyntaxError as error:
        path = Path(error.filename) if error.filename else Path(error.name or name)
        what, hint = explain_syntax(error.message or "", environment)
        raise ProjectError(
            f"the template cannot be read: {what}.",
            where=Place(path=path, line=error.lineno),
            hint=hint,
        ) from error
    except HandoutError:
        raise
    # Python cannot compile what is nested too deeply.
    except (RecursionError, SyntaxError) as error:
        raise ProjectError(
            "the template calls, includes or extends itself without end, or is nested too deeply.",
            where=_find_place(error),
            hint="Look at what it calls, includes and extends: that must not lead back to it.",
        ) from error
    except MemoryError:
        raise
    except Exception as error:
        place = _find_place(error)
        if place is None and not isinstance(error, TemplateError):
            raise
        what, _, near = _explain(error, context).partition("; did you mean ")
        raise ProjectError(
            f"the template fails: {what}.",
            where=place,
            hint=f"Did you mean {near}"
            if near
            else "The template authors' page lists every variable, block and macro.",
        ) from error


def _explain(error: Exception, context: dict[str, Any]) -> str:
    message = str(error).strip(".")
    if missing := _MISSING.fullmatch(message):
        name = missing[1]
        if name in context:
            return f"a macro does not know “{name}”: give it that, or import it “with context”"
        is_file = f"{name}.html" in list_shipped("templates")
        near = f'"{name}.html"' if is_file else find_near(name, context)
        return f"there is no “{name}”" + (f"; did you mean “{near}”?" if near else "")
    if missing := _NOT_EXPORTED.match(message):
        return f"“{missing[1]}” has no macro “{missing[2]}”"
    if isinstance(error, TemplateFault | UndefinedError):
        return message
    if context["recipient"]:
        return f"{type(error).__name__}, when it is filled in for a recipient"
    if isinstance(error, TemplateNotFound):
        near = find_near(message, list_shipped("templates"))
        return f"there is no template “{message}”" + (f"; did you mean “{near}”?" if near else "")
    if isinstance(error, KeyError):
        return f"no value is given for “{error.args[0]}”"
    # The words of Python, which tell at least the kinds of the values.
    return f"this cannot be worked out ({message or type(error).__name__})"


def make_initials(name: str) -> str:
    """Return up to two initials of a name, titles left out: “Dr Amina Osei” gives AO."""
    titles = {"dr", "dr.", "prof", "prof.", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss"}
    words = [word for word in name.split() if word.lower() not in titles] or name.split()
    chosen = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()


def shorten_address(address: str) -> str:
    """Return a web address as it is printed: without scheme, `www.` and a closing slash."""
    for prefix in ("https://", "http://", "www."):
        address = address.removeprefix(prefix)
    return address.removesuffix("/")


def join_pieces(address: str) -> Markup:
    """Return an address that is broken behind a slash alone, where its pieces are short enough.

    Who types it would leave out a hyphen that a line ends with, or put one in.
    """
    return Markup("").join(
        Markup('<span class="joined">{}</span>').format(piece)
        if len(piece) <= _SHORT_PIECE
        else escape(piece)
        for piece in re.findall(r"[^/]*/|[^/]+$", address)
    )


def split_pictures(blocks: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the pictures of a step, and what stands beside them; without text, no picture."""
    pictures = [block for block in blocks if block.kind == "Figure"]
    rest = [block for block in blocks if block.kind != "Figure"]
    return (pictures, rest) if rest else ([], list(blocks))


def link_telephone(number: str) -> Markup:
    """Return a telephone number as a link that calls it (RFC 3966)."""
    found = _NUMBER.search(number.replace("(0)", ""))
    digits = re.sub(r"[^\d+]", "", found[0]) if found else ""
    if not digits:
        return escape(number)
    return Markup('<a href="tel:{}">{}</a>').format(digits, tie_telephone(number))


def join_tags(html: str) -> Markup:
    """Return HTML without the white space between its tags.

    Inside a footnote WeasyPrint turns that white space into empty lines.
    """
    lines = (line.strip() for line in html.splitlines())
    return Markup("").join(Markup(line) for line in lines if line)


def _find_place(error: BaseException) -> Place | None:
    """Return the deepest line of a template in an error's traceback."""
    place = None
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if path.endswith(".html"):
            place = Place(path=Path(path), line=trace.tb_lineno)
        trace = trace.tb_next
    return place
