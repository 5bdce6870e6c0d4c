"""Tell what is wrong with a picture before it is drawn, since the engine draws it without a word.

WeasyPrint has Pillow take pictures that are cut off, and paints grey what is missing; it draws 16
bits a pixel in black, takes a web page that is called `.png` for an empty drawing, and leaves out
text that an SVG sets in boxes. In go the bytes of a file; out comes what is wrong with it and what
would mend it, or None.
"""

from __future__ import annotations

import re
import warnings
from base64 import b64decode
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from PIL import Image, ImageFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_DRAWN_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK"})
"""Pillow's names of what comes out as it is; see `weasyprint.images.RasterImage`."""
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe<\0|\xfe\xff\0<")
_WEB_PAGE = re.compile(rb"<!doctype\s+html|<html|<head|<body", re.IGNORECASE)
_KNOWN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_JPEG = b"\xff\xd8\xff"
_SCAN = b"\xda"
_TOLD = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})
"""Segments of a JPEG (ITU-T T.81, B.1.1.3) that hold what is told of it: XMP, IPTC, comments."""
_BOXES = frozenset({"foreignObject", "flowRoot"})
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)(?:[a-z]+|%)?", re.IGNORECASE)

_TEXTS = frozenset({"text", "tspan", "textPath"})
_FAMILY = re.compile(r"font-family\s*:\s*([^;}!]+)")
_GENERIC = frozenset(
    {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit"}
)

_PATHS = "Turn its text into paths, or export it as PNG."
_COPY = "Copy it again from where it came, or export it anew."
_EXPORT = "Export it as PNG, JPEG or SVG."


class Damage(NamedTuple):
    """Say what is wrong with a picture, to stand after its name, and what would mend it."""

    message: str
    hint: str


def find_damage(content: bytes, families: Collection[str] = ()) -> Damage | None:
    """Return why a picture would not be drawn as it is meant, or None.

    Args:
        content: The file, whatever it is called.
        families: The font families that there are for the text of drawings.
    """
    if not content:
        return Damage("is empty", _COPY)
    if _XML.match(content):
        return _check_drawing(content, families)
    # A version of a drawing program that is compressed.
    if content.startswith(b"\x1f\x8b"):
        return Damage("is compressed, as SVGZ is", "Save it as plain SVG.")
    return _check_raster(content)


def drop_metadata(content: bytes) -> bytes:
    """Return a JPEG without what a camera or a program wrote about it: places, names, comments.

    The engine puts a photograph into the PDF as it is. Kept are what its colours and its upright
    position need (JFIF, ICC, Adobe, and Exif, of which the engine takes the position and drops the
    rest); other kinds of files are returned as they are.

    Args:
        content: The file.
    """
    if not content.startswith(_JPEG):
        return content
    kept, place = [content[:2]], 2
    while content[place : place + 1] == b"\xff" and content[place + 1 : place + 2] != _SCAN:
        marker = content[place + 1] if place + 1 < len(content) else 0
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        segment = content[place:end]
        is_told = marker in _TOLD and not segment.startswith(b"Exif\0\0", 4)
        if end <= place + 2 or end >= len(content):
            # Whatever it is, it is not built as a JPEG is.
            return content
        kept += [] if is_told else [segment]
        place = end
    return b"".join([*kept, content[place:]])


def _check_raster(content: bytes) -> Damage | None:
    with warnings.catch_warnings():
        # Of many pixels, but not of too many.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(BytesIO(content))
        except Image.DecompressionBombError:
            return Damage(
                "has more pixels than can be drawn",
                "Make it smaller: 3,000 pixels are plenty for the width of a page.",
            )
        except Exception:  # noqa: BLE001  # Each format has errors of its own.
            if content.startswith(_KNOWN):
                return Damage("is damaged or cut off", _COPY)
            return Damage("is not a picture, whatever it is called", _EXPORT)
    if 0 in image.size:
        return Damage("has no pixels", _COPY)
    if image.mode.startswith("I"):
        return Damage(
            "is 16 bits a pixel, which would come out black", "Save it with 8 bits a pixel."
        )
    if image.mode not in _DRAWN_MODES:
        return Damage(f"has colours of a kind that cannot be drawn ({image.mode})", _EXPORT)
    return _check_pixels(image)


def _check_pixels(image: Image.Image) -> Damage | None:
    """Decode a picture, which WeasyPrint told Pillow to do even where some of it is missing."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # A JPEG is read to its end all the same, and its pixels made at an eighth of the size.
        image.draft(None, (image.width // 8, image.height // 8))
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # Each format has errors of its own.
        what = "is cut off" if "truncated" in str(error) else "is damaged"
        return Damage(f"{what}: part of it would be missing", _COPY)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    return None


def _check_drawing(content: bytes, families: Collection[str]) -> Damage | None:
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        if _WEB_PAGE.search(content[:1024]):
            return _describe_page()
        # The parser's own words, with a line and a column at the end.
        return Damage(f"cannot be read: {error}", "Export it anew, or mend it in an editor.")
    if _get_name(root) != "svg":
        is_page = _get_name(root).lower() == "html"
        return _describe_page() if is_page else Damage("is XML, but not a drawing", _EXPORT)
    if any(_ZERO.fullmatch(root.get(side, "").strip()) for side in ("width", "height")):
        return Damage("has no width or no height", "Give its first element both.")
    try:
        has_boxes = any(_find_boxes(root))
    except RecursionError:
        return Damage("is nested too deeply to be drawn", "Simplify it, or export it as PNG.")
    if has_boxes:
        return Damage(
            "has text in boxes, which would be left out",
            "Turn its text into paths or plain text, or export it as PNG.",
        )
    return next(_check_text(root, families), None) or next(_check_inner(root, families), None)


def _check_text(root: ET.Element, families: Collection[str]) -> Iterator[Damage]:
    """Yield what would set a drawing's text otherwise than it is meant."""
    asked, waiting = set(), [(root, "")]
    while waiting:
        element, family = waiting.pop()
        own = [element.get("font-family", ""), *_FAMILY.findall(element.get("style", ""))]
        family = own[-1] or family
        waiting += [(child, family) for child in element]
        if _get_name(element) in _TEXTS and "".join(element.itertext()).strip():
            asked.add(family)
            if element.get("textLength"):
                yield Damage(
                    "has text that is stretched to a length, which comes out wrong", _PATHS
                )
    sheets = (one.text or "" for one in root.iter() if asked and _get_name(one) == "style")
    for names in (*sorted(asked), *_FAMILY.findall("\n".join(sheets))):
        listed = [name.strip(" \t\n\"'") for name in names.split(",")]
        if names.strip() and not any(name in families or name in _GENERIC for name in listed):
            yield Damage(f"has text in the font “{listed[0]}”, which is not there", _PATHS)


def _check_inner(root: ET.Element, families: Collection[str]) -> Iterator[Damage]:
    """Yield what is wrong with the pictures that a drawing holds, and with what it takes."""
    for element in root.iter():
        for name, value in element.items():
            if name.rpartition("}")[2] != "href":
                continue
            if _get_name(element) == "use" and value.strip()[:1] not in ("", "#"):
                yield Damage(
                    "takes parts from another file, which would be left out",
                    "Export it anew, with all of it in one file.",
                )
            head, _, body = value.partition(",")
            if not (head.lower().startswith("data:image/") and head.endswith(";base64")):
                continue
            try:
                damage = find_damage(b64decode(body), families)
            except ValueError:
                damage = Damage("is cut off", _COPY)
            if damage is not None:
                yield Damage(f"holds a picture that {damage.message}", damage.hint)


def _describe_page() -> Damage:
    return Damage("is HTML, not a picture", "Save the picture itself, not the page it is on.")


def _find_boxes(element: ET.Element) -> Iterator[bool]:
    """Tell of each box that flows text whether there is anything in it.

    In a `switch`, what else is there stands in for it.
    """
    for child in element:
        if _get_name(child) in _BOXES:
            yield "".join(child.itertext()).strip() != ""
        elif _get_name(child) != "switch":
            yield from _find_boxes(child)


def _get_name(element: ET.Element) -> str:
    """Return a tag without its namespace; a comment has none."""
    return str(element.tag).rpartition("}")[2]
