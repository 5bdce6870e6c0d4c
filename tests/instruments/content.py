"""Read what pages draw: every run of text with its place, size, font, colour and marked content.

A small interpreter of PDF content streams on pikepdf. It knows what WeasyPrint writes (text in
composite fonts with Identity-H, rectangles, paths, clips, forms, images) and raises on an operator
that shows text in any other way, rather than to miss some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pikepdf

from .fonts import Face, read_face
from .records import (
    BLACK,
    UNIT,
    Box,
    Colour,
    Mark,
    Matrix,
    PageContent,
    Run,
    Shape,
    apply,
    bound,
    intersect,
    multiply,
)

FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
INVISIBLE = 3
"""The text rendering mode that paints nothing (ISO 32000-1, table 106)."""


@dataclass(slots=True)
class _State:
    ctm: Matrix = UNIT
    clip: Box | None = None
    fill: Colour | None = BLACK
    stroke: Colour | None = BLACK
    line_width: float = 1
    face: Face | None = None
    size: float = 0
    char_space: float = 0
    word_space: float = 0
    scale: float = 1
    leading: float = 0
    rise: float = 0
    mode: int = 0


class _Reader:
    """Walk one page's content and the forms that it draws."""

    def __init__(self, number: int, faces: dict[tuple[int, int], Face], ctm: Matrix) -> None:
        self.number = number
        self.faces = faces
        self.drawn: list[Run | Shape] = []
        self.mcids: list[int] = []
        self.marks: list[Mark] = []
        self.state = _State(ctm=ctm)
        self.stack: list[_State] = []
        self.path: list[tuple[float, float]] = []
        self.is_rectangle = True
        self.is_clip_pending = False
        self.text = self.line = UNIT
        self.resources: Any = None

    def walk(self, stream: Any, resources: Any) -> None:
        """Interpret one stream with its resources."""
        outer, self.resources = self.resources, resources
        depth = len(self.marks)
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self.draw_image()
                continue
            operator = str(instruction.operator)
            act = self.ACTIONS.get(operator)
            if act is not None:
                act(self, operator, instruction.operands)
        if len(self.marks) != depth:
            raise ValueError(f"page {self.number}: BDC without its EMC")
        self.resources = outer

    # State and paths -----------------------------------------------------------------------------

    def save(self, _: str, __: Any) -> None:
        self.stack.append(replace(self.state))

    def restore(self, _: str, __: Any) -> None:
        self.state = self.stack.pop()

    def transform(self, _: str, operands: Any) -> None:
        self.state.ctm = multiply(_matrix(operands), self.state.ctm)

    def set_number(self, operator: str, operands: Any) -> None:
        name = {"w": "line_width", "Tc": "char_space", "Tw": "word_space", "TL": "leading"}
        name |= {"Ts": "rise", "Tr": "mode"}
        setattr(self.state, name[operator], float(operands[0]))

    def set_scale(self, _: str, operands: Any) -> None:
        self.state.scale = float(operands[0]) / 100

    def set_fill(self, _: str, operands: Any) -> None:
        self.state.fill = _colour(operands)

    def set_stroke(self, _: str, operands: Any) -> None:
        self.state.stroke = _colour(operands)

    def add_rectangle(self, _: str, operands: Any) -> None:
        x, y, w, h = (float(value) for value in operands)
        corners = ((x, y), (x + w, y), (x, y + h), (x + w, y + h))
        self.path += [apply(self.state.ctm, *corner) for corner in corners]

    def add_points(self, _: str, operands: Any) -> None:
        values = [float(value) for value in operands]
        pairs = zip(values[::2], values[1::2], strict=True)
        self.path += [apply(self.state.ctm, x, y) for x, y in pairs]
        self.is_rectangle = False

    def plan_clip(self, _: str, __: Any) -> None:
        self.is_clip_pending = True

    def paint(self, operator: str, _: Any) -> None:
        state = self.state
        if self.path and operator in FILLS:
            self.keep_shape("fill", bound(self.path), state.fill)
        elif self.path and operator != "n":
            x0, y0, x1, y1 = bound(self.path)
            half = state.line_width * abs(state.ctm[0]) / 2
            self.keep_shape("stroke", (x0 - half, y0 - half, x1 + half, y1 + half), state.stroke)
        if self.is_clip_pending and self.path:
            box = bound(self.path)
            state.clip = intersect(state.clip, box) if state.clip else box
        self.path, self.is_clip_pending, self.is_rectangle = [], False, True

    def shade(self, _: str, __: Any) -> None:
        self.keep_shape("shading", self.state.clip or (0, 0, 0, 0), None)

    def keep_shape(self, kind: str, box: Box, colour: Colour | None) -> None:
        self.drawn.append(
            Shape(
                page=self.number,
                box=box,
                marks=tuple(self.marks),
                clip=self.state.clip,
                kind=kind,
                colour=colour,
                is_rectangle=self.is_rectangle,
            )
        )

    # Objects and marks ---------------------------------------------------------------------------

    def draw_image(self) -> None:
        corners = [apply(self.state.ctm, x, y) for x in (0, 1) for y in (0, 1)]
        self.keep_shape("image", bound(corners), None)

    def draw(self, _: str, operands: Any) -> None:
        thing = self.resources.XObject[operands[0]]
        if thing.Subtype != "/Form":
            self.draw_image()
            return
        outer = self.state
        self.state = replace(outer)
        if "/Matrix" in thing:
            self.state.ctm = multiply(_matrix(thing.Matrix), outer.ctm)
        x0, y0, x1, y1 = (float(value) for value in thing.BBox)
        box = bound([apply(self.state.ctm, x, y) for x in (x0, x1) for y in (y0, y1)])
        self.state.clip = intersect(outer.clip, box) if outer.clip else box
        self.walk(thing, thing.get("/Resources", self.resources))
        self.state = outer

    def open_mark(self, _: str, operands: Any) -> None:
        tag = str(operands[0])[1:]
        properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(properties, pikepdf.Name):
            properties = self.resources.Properties[properties]
        mcid = int(properties["/MCID"]) if "/MCID" in properties else None
        if mcid is not None:
            self.mcids.append(mcid)
        mark = Mark(
            tag=tag,
            mcid=mcid,
            artifact=str(properties.get("/Type", "/"))[1:] if tag == "Artifact" else None,
            subtype=str(properties["/Subtype"])[1:] if "/Subtype" in properties else None,
            actual_text=str(properties["/ActualText"]) if "/ActualText" in properties else None,
        )
        self.marks.append(mark)

    def close_mark(self, _: str, __: Any) -> None:
        if not self.marks:
            raise ValueError(f"page {self.number}: EMC without its BDC")
        self.marks.pop()

    # Text ----------------------------------------------------------------------------------------

    def begin_text(self, _: str, __: Any) -> None:
        self.text = self.line = UNIT

    def set_font(self, _: str, operands: Any) -> None:
        font = self.resources.Font[operands[0]]
        key = font.objgen
        if key not in self.faces:
            self.faces[key] = read_face(font)
        self.state.face, self.state.size = self.faces[key], float(operands[1])

    def set_text_matrix(self, _: str, operands: Any) -> None:
        self.text = self.line = _matrix(operands)

    def move_text(self, operator: str, operands: Any) -> None:
        x, y = (float(value) for value in operands) if operands else (0.0, -self.state.leading)
        if operator == "TD":
            self.state.leading = -y
        self.text = self.line = multiply((1, 0, 0, 1, x, y), self.line)

    def refuse_text(self, operator: str, _: Any) -> None:
        raise ValueError(f"page {self.number}: text shown by {operator}")

    def show(self, operator: str, operands: Any) -> None:
        state, face = self.state, self.state.face
        if face is None:
            raise ValueError(f"page {self.number}: text without a font")
        texts: list[str] = []
        advance = start = end = 0.0
        for item in operands[0] if operator == "TJ" else operands:
            if not isinstance(item, pikepdf.String):
                advance -= float(item) / 1000 * state.size * state.scale
                continue
            for text, width, is_space in face.decode(bytes(item)):
                step = width / 1000 * state.size + state.char_space
                if not any(part.strip() for part in texts):
                    start = advance
                texts.append(text)
                advance += (step + (state.word_space if is_space else 0)) * state.scale
                if text.strip():
                    end = advance
        place = multiply((1, 0, 0, 1, 0, state.rise), multiply(self.text, state.ctm))
        low, high = face.descent * state.size / 1000, face.ascent * state.size / 1000
        self.drawn.append(
            Run(
                page=self.number,
                box=bound([apply(place, x, y) for x in (start, end) for y in (low, high)]),
                marks=tuple(self.marks),
                clip=state.clip,
                text=self.say("".join(texts)),
                size=abs(state.size) * (place[2] ** 2 + place[3] ** 2) ** 0.5,
                font=face.name,
                colour=state.fill or BLACK,
                baseline=place[5],
                is_upright=abs(place[1]) < 1e-6 and place[0] > 0,
                is_visible=state.mode != INVISIBLE,
            )
        )
        self.text = multiply((1, 0, 0, 1, advance, 0), self.text)

    def say(self, text: str) -> str:
        """Return a text, or what is said in the place of all that its mark shows."""
        mark = next((one for one in self.marks if one.actual_text is not None), None)
        if mark is None:
            return text
        is_first = not any(mark in one.marks for one in self.drawn)
        return (mark.actual_text or "") if is_first else ""

    ACTIONS: ClassVar[dict[str, Callable[[_Reader, str, Any], None]]] = {
        "q": save,
        "Q": restore,
        "cm": transform,
        **dict.fromkeys(("w", "Tc", "Tw", "TL", "Ts", "Tr"), set_number),
        "Tz": set_scale,
        **dict.fromkeys(("g", "rg", "k", "sc", "scn"), set_fill),
        **dict.fromkeys(("G", "RG", "K", "SC", "SCN"), set_stroke),
        "re": add_rectangle,
        **dict.fromkeys(("m", "l", "c", "v", "y"), add_points),
        **dict.fromkeys(("W", "W*"), plan_clip),
        **dict.fromkeys((*FILLS, "S", "s", "n"), paint),
        "sh": shade,
        "Do": draw,
        **dict.fromkeys(("BMC", "BDC"), open_mark),
        "EMC": close_mark,
        "BT": begin_text,
        "Tf": set_font,
        "Tm": set_text_matrix,
        **dict.fromkeys(("Td", "TD", "T*"), move_text),
        **dict.fromkeys(("Tj", "TJ"), show),
        **dict.fromkeys(("'", '"'), refuse_text),
    }


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _colour(operands: Sequence[Any]) -> Colour | None:
    """Return the colour that operands set in a device space, or None for a pattern."""
    if operands and isinstance(operands[-1], pikepdf.Name):
        return None
    values = [float(value) for value in operands]
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        cyan, magenta, yellow, key = values
        return (1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key)
    return None


def read_content(pdf: pikepdf.Pdf) -> Iterator[PageContent]:
    """Read every page of an open file, one after the other."""
    faces: dict[tuple[int, int], Face] = {}
    for number, page in enumerate(pdf.pages, start=1):
        x0, y0, x1, y1 = (float(value) for value in page.mediabox)
        reader = _Reader(number, faces, (1, 0, 0, 1, -x0, -y0))
        reader.walk(page, page.resources)
        yield PageContent(
            number=number,
            width=x1 - x0,
            height=y1 - y0,
            order=tuple(reader.drawn),
            mcids=tuple(reader.mcids),
        )
