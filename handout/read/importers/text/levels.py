"""Work out how deep each heading stands, as far as the text shows it.

In this order, each rule only where the text gives it ground:

1. Marks: fewer `#`, `=` rather than `-`, capitals rather than small letters stand higher.
2. Numbers: “2.1” stands below “2.”.
3. The list of contents: what it sets in or leaves out stands below what it names.
4. Runs: some headings are followed by a run of headings that belong to them. A paragraph that ends
   in a colon right before the next heading announces one; so does a heading with nothing between it
   and the next; so do “Frequently asked questions” and a series (“Step 1”, “Step 2”).

Where a run ends is told below, in `_Run`. Everything else is level 2, and no level is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handout.read.importers.text.phrases import is_closing, is_do_or_dont, is_faq, is_opening
from handout.read.importers.text.shape import is_capitals, is_question, last_sign, plain_key

_SERIES = re.compile(
    r"(?:(?P<word>[^\W\d_]{2,12})\s+(?:no\.?\s*)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight"
    r"|nine|ten)\b(?=\s*(?:[:.–—-]|$))|(?P<number>\d{1,3})[.)](?=\s))",
    re.IGNORECASE,
)
_DEEP_NUMBER = re.compile(r"\d{1,2}((?:\.\d{1,2})+)")
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_COUNT = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)})\b(?=[^.!?]*:\W*$)", re.IGNORECASE)
TOP = 2
DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A heading with what stands around it.

    Attributes:
        text: The heading, with its number.
        mark: How it is marked: `("#", 2)`, `("=",)`, … or nothing.
        ending: The last paragraph before the next heading; empty if there is none between.
        listed: Depth in the list of contents, from 0, or None if it is not in it.
        has_items: Whether a list stands right below it.
    """

    text: str
    mark: tuple[int, ...] = (0,)
    ending: str = ""
    listed: int | None = None
    has_items: bool = False

    @property
    def announces(self) -> bool:
        """Tell whether the next heading is announced, by a colon or by following at once."""
        if not self.ending:
            return True
        # “Information:” alone is a label; what announces is at least “Here's how:”.
        return last_sign(self.ending) in ":：" and " " in self.ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A heading's level, and the reason where it was guessed from the text around it."""

    level: int
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class _Run:
    """A run of headings below one.

    It ends at a closing heading (“Summary”), at the announced number of headings, at one that
    announces headings of its own, and where the headings change their form: from questions to
    statements or back, from a series to none, from capitals to small letters or back.
    """

    reason: str
    first: Headed
    left: int | None = None
    is_stacked: bool = False

    def takes(self, heading: Headed) -> bool:
        """Tell whether a heading still belongs to the run, and count it."""
        if self.left == 0:
            return False
        is_like = _form(heading.text) == _form(self.first.text)
        is_new = heading is not self.first and heading.announces and bool(heading.ending)
        if not is_like or is_closing(heading.text) or is_new:
            return False
        # Over a paragraph, one that follows those over lists is in doubt a section.
        if self.is_stacked and self.first.has_items and not heading.has_items:
            return False
        if self.left is not None:
            self.left -= 1
        return True


def find_levels(headings: Sequence[Headed]) -> list[Level]:
    """Return the level of each heading, 2 for sections, in order."""
    marks = sorted({heading.mark for heading in headings})
    listed = [heading for heading in headings if heading.listed is not None]
    by_list = len(listed) > 1 and (
        len(listed) < len(headings) or any(heading.listed for heading in listed)
    )
    levels: list[Level] = []
    run: _Run | None = None
    for place, heading in enumerate(headings):
        # What is marked no less than the first heading stands no lower.
        base = TOP + max(marks.index(heading.mark) - marks.index(headings[0].mark), 0)
        deeper = _depth_by_number(heading.text)
        if base > TOP:
            found = Level(level=base + deeper)
        elif deeper:
            found = Level(level=TOP + deeper)
        elif levels and is_do_or_dont(heading.text):
            found = Level(level=TOP + 1, reason="what to do and what not")
        elif by_list:
            depth = 1 if heading.listed is None else heading.listed
            found = Level(level=TOP + depth, reason="the list of contents" if depth else "")
        else:
            if run and not run.takes(heading):
                run = None
            if run:
                found = Level(level=TOP + 1, reason=run.reason)
            else:
                found = Level(level=TOP)
                run = _open_run(headings, place)
        levels.append(found)
    return _without_skips(levels)


def _open_run(headings: Sequence[Headed], place: int) -> _Run | None:
    """Open the run of headings that belong to the one at this place, if it has one."""
    heading = headings[place]
    if place + 1 == len(headings):
        return None
    first = headings[place + 1]
    if first.mark != heading.mark or _depth_by_number(first.text):
        return None
    if is_faq(heading.text) and is_question(first.text):
        return _Run(reason="the questions’ heading", first=first)
    if is_closing(first.text) or is_closing(heading.text):
        return None
    series = _series_of(first.text)
    if series and not _series_of(heading.text) and not is_opening(heading.text):
        after = (headings[at].text for at in range(place + 1, len(headings)))
        is_enclosed = any(not _series_of(text) and not is_closing(text) for text in after)
        if is_enclosed or heading.announces:
            return _Run(reason="a numbered series", first=first)
    if heading.announces and not is_opening(heading.text):
        count = _COUNT.search(heading.ending)
        left = None
        if count:
            left = _COUNTS.get(count[1].casefold()) or int(count[1])
        reason = "the colon before it" if heading.ending else "the heading right above it"
        return _Run(reason=reason, first=first, left=left, is_stacked=not heading.ending)
    return None


def _form(text: str) -> tuple[bool, str, bool, bool]:
    return is_question(text), _series_of(text), is_capitals(text), is_do_or_dont(text)


def _series_of(text: str) -> str:
    """Name the series that a heading is part of: “step”, “1.”; nothing if of none."""
    match = _SERIES.match(text)
    if not match:
        return ""
    return "number" if match["number"] else plain_key(match["word"])


def _depth_by_number(text: str) -> int:
    match = _DEEP_NUMBER.match(text)
    return match[1].count(".") if match else 0


def _without_skips(levels: Sequence[Level]) -> list[Level]:
    """Start at the top and go down by one level at a time."""
    mended: list[Level] = []
    before = TOP - 1
    for level in levels:
        allowed = min(level.level, before + 1, DEEPEST)
        mended.append(Level(level=allowed, reason=level.reason))
        before = allowed
    return mended
