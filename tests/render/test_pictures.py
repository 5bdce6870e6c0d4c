"""Hold pictures to being drawn as they are meant, or to a word that says why they are not."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zlib
from base64 import b64encode
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFile

from handout.assets import FAMILIES
from handout.render import fetcher
from handout.render.pictures import find_damage
from tests.conftest import ARTICLE, MakeProject, Run

SIZE = (240, 160)


def draw(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", SIZE, "white")
    canvas = ImageDraw.Draw(image)
    for x in range(0, SIZE[0], 8):
        for y in range(0, SIZE[1], 8):
            canvas.rectangle((x, y, x + 7, y + 7), fill=(x, y, x * y % 256))
    canvas.ellipse((20, 20, 100, 100), fill="red")
    return image.convert(mode)


def save(kind: str, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    draw(mode).save(file, kind, **options)
    return file.getvalue()


def write_chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def write_png(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(write_chunk(*part) for part in parts)


def write_svg(inner: str = "", attributes: str = 'width="100" height="60"', pre: str = "") -> bytes:
    return (
        f'{pre}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>'
        f'<rect x="5" y="5" width="90" height="50" fill="red"/>{inner}</svg>'
    ).encode()


def embed(data: bytes) -> bytes:
    address = f"data:image/png;base64,{b64encode(data).decode()}"
    return write_svg(f'<image href="{address}" width="50" height="50"/>')


def break_byte(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]


PNG, JPEG, GIF = save("PNG"), save("JPEG"), save("GIF", "P")
KINDS = {
    "png": PNG,
    "jpg": JPEG,
    "progressive.jpg": save("JPEG", progressive=True),
    "gif": GIF,
    "webp": save("WEBP"),
    "lossless.webp": save("WEBP", lossless=True),
}
DEEP = b"".join(
    b"\0" + b"".join(struct.pack(">H", x * 273) for x in range(SIZE[0])) for _ in range(SIZE[1])
)
WIDE = b"".join(
    b"\0" + b"".join(struct.pack(">HHH", x * 273, y * 409, 0) for x in range(SIZE[0]))
    for y in range(SIZE[1])
)
BOX = '<p xmlns="http://www.w3.org/1999/xhtml">Take it twice</p></foreignObject>'
LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{other};" * 10}">'
    for other, name in zip("abcdefghi", "bcdefghij", strict=True)
)

DAMAGED = {
    "empty": (b"", "is empty"),
    "another beginning": (b"XPNG" + PNG[4:], "is not a picture"),
    "a text": (b"Hello", "is not a picture"),
    "a PDF": (b"%PDF-1.7\n", "is not a picture"),
    "zeros": (bytes(5000), "is not a picture"),
    "a page": (b"<!DOCTYPE html><html><body><p>404</p></body></html>", "is HTML, not a picture"),
    "a page as most are": (b"\n<html><body><br><p>404</body>", "is HTML, not a picture"),
    "16 bits of grey": (write_png(*SIZE, 16, 0, DEEP), "is 16 bits a pixel"),
    "too many pixels": (write_png(60000, 60000, 1, 0, bytes(99)), "has more pixels than"),
    "no pixels": (write_png(0, 10, 8, 2, bytes(10)), "is damaged"),
    "head with a bad sum": (break_byte(PNG, 29), "is damaged"),
    "pixels with a bad byte": (break_byte(PNG, len(PNG) // 2), "is damaged"),
    "drawing that is cut off": (write_svg()[:-20], "cannot be read: unclosed token"),
    "drawing with a slip": (write_svg("<text>a & b</text>"), "cannot be read: not well-formed"),
    "drawing of no width": (write_svg(attributes='width="0px" height="9"'), "has no width"),
    "drawing that is none": (b"<note>x</note>", "is XML, but not a drawing"),
    "drawing that is compressed": (gzip.compress(write_svg()), "is compressed"),
    "drawing that is nested": (write_svg("<g>" * 3000 + "</g>" * 3000), "is nested too deeply"),
    "text in a box": (write_svg(f"<foreignObject>{BOX}"), "has text in boxes"),
    "text that flows": (
        write_svg("<flowRoot><flowPara>Take it twice</flowPara></flowRoot>"),
        "has text in boxes",
    ),
    "entity from a file": (
        write_svg(
            "<text>&a;</text>", pre='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        ),
        "cannot be read: undefined entity",
    ),
    "entities that grow": (
        write_svg("<text>&j;</text>", pre=f'<!DOCTYPE svg [<!ENTITY a "lol">{LAUGHS}]>'),
        "cannot be read: limit on input amplification",
    ),
    "part of another file": (write_svg('<use href="other.svg#a"/>'), "takes parts from another"),
    "text in a font of nowhere": (
        write_svg('<g font-family="Helvetica Neue, Arial"><text>a</text></g>'),
        "has text in the font “Helvetica Neue”, which is not there",
    ),
    "text in a font by its style": (
        write_svg("<text style='fill: red; font-family: \"Comic Sans\"'>a</text>"),
        "has text in the font “Comic Sans”, which is not there",
    ),
    "text in a font by a rule": (
        write_svg("<style>.a { font-family: Verdana; }</style><text class='a'>a</text>"),
        "has text in the font “Verdana”, which is not there",
    ),
    "text stretched to a length": (
        write_svg('<text><tspan textLength="250">a</tspan></text>'),
        "has text that is stretched to a length",
    ),
    "picture inside, cut off": (embed(PNG[:500]), "holds a picture that is cut off"),
    "picture inside, deep": (embed(write_png(*SIZE, 16, 0, DEEP)), "holds a picture that is 16"),
}
HONEST = {
    **KINDS,
    "grey": save("PNG", "L"),
    "grey and clear": save("PNG", "LA"),
    "clear": save("PNG", "RGBA"),
    "palette": save("PNG", "P"),
    "black and white": save("PNG", "1"),
    "grey JPEG": save("JPEG", "L"),
    "CMYK": save("JPEG", "CMYK"),
    "16 bits of colour": write_png(*SIZE, 16, 2, WIDE),
    "animated": save("GIF", save_all=True, append_images=[draw().rotate(90)]),
    "animated WebP": save("WEBP", save_all=True, append_images=[draw().rotate(90)]),
    "more after the end": PNG + b"more",
    "more after a JPEG's end": JPEG + b"more",
    "a bad word about it": PNG[:33] + write_chunk(b"zTXt", b"a\0\0no") + PNG[33:],
    "a bad profile": PNG[:33] + write_chunk(b"iCCP", b"a\0\0no") + PNG[33:],
    "drawing": write_svg(),
    "drawing of no size": write_svg(attributes='viewBox="0 0 100 60"'),
    "drawing after a mark": b"\xef\xbb\xbf" + write_svg(pre='<?xml version="1.0"?>\n<!-- x -->'),
    "drawing in UTF-16": write_svg().decode().encode("utf-16"),
    "drawing with a script": write_svg("<script>alert(1)</script>"),
    "drawing with an entity": write_svg(
        '<text x="&a;">x</text>', pre='<!DOCTYPE svg [<!ENTITY a "10">]>'
    ),
    "text in a box, or else as text": write_svg(
        f'<switch><foreignObject width="9" height="9">{BOX}<text y="9">Twice</text></switch>'
    ),
    "text in a font that is there": write_svg('<text font-family="Source Sans 3">a</text>'),
    "text in any font": write_svg('<text font-family="Arial, sans-serif">a</text>'),
    "font for no text": write_svg('<g font-family="Arial"><path d="M0 0"/><text> </text></g>'),
    "box with nothing in it": write_svg("<flowRoot><flowPara/></flowRoot>"),
    "part of its own": write_svg('<g id="a"/><use href="#a"/>'),
    "picture inside": embed(PNG),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_said(name: str) -> None:
    content, message = DAMAGED[name]
    damage = find_damage(content, FAMILIES)
    assert damage is not None
    assert damage.message.startswith(message)
    assert damage.hint[0].isupper()
    assert damage.hint.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_is_cut_off_anywhere_is_said(kind: str) -> None:
    whole = KINDS[kind]
    for tenth in range(10):
        damage = find_damage(whole[: len(whole) * tenth // 10])
        assert damage is not None, tenth
        assert any(word in damage.message for word in ("cut off", "is empty")), damage


@pytest.mark.parametrize("name", HONEST)
def test_what_is_sound_stays_sound(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert find_damage(HONEST[name], FAMILIES) is None


def test_what_weasyprint_tells_pillow_stays_told() -> None:
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    find_damage(PNG[:500])
    assert before == ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_picture_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(fetcher, "find_damage", lambda content, _: seen.append(content))
    one = fetcher.ConfinedFetcher()
    for name in ("a.png", "a.png", "b.webp", "c.css"):
        (tmp_path / name).write_bytes(PNG)
        one.confine((tmp_path,))
        assert one.fetch((tmp_path / name).as_uri()).read() == PNG
    assert seen == [PNG]


def test_a_build_names_file_line_damage_and_mend(make_project: MakeProject, run: Run) -> None:
    text = ARTICLE + "\n![A wet day](images/cut.png)\n\n![A page](images/page.jpg)\n"
    lines = {word: number for number, word in enumerate(text.splitlines(), 1)}
    files = {
        "content/articles/rain.md": text,
        "content/images/cut.png": PNG[:500],
        "content/images/page.jpg": b"<html><body><br></body>",
    }
    result = run("build", cwd=make_project(files))
    assert result.exit_code == 1
    at = lines["![A wet day](images/cut.png)"]
    assert (
        f"Error: content/articles/rain.md:{at}: the image “cut.png” is cut off: part of it would be"
        " missing.\nHint: Copy it again from where it came, or export it anew.\n"
    ) in result.stderr
    assert f"rain.md:{at + 2}: the image “page.jpg” is HTML, not a picture.\n" in result.stderr


def test_a_damaged_logo_is_named_itself(make_project: MakeProject, run: Run) -> None:
    clinic = 'name = "Linden"\nlogo = "images/logo.png"\n[brand]\nprimary = "#14463a"\n'
    root = make_project({"content/clinic.toml": clinic, "content/images/logo.png": PNG[:500]})
    result = run("build", cwd=root)
    assert result.exit_code == 1
    assert "Error: content/images/logo.png: the image “logo.png” is cut off" in result.stderr


@pytest.mark.parametrize("name", ["png", "jpg", "gif", "webp", "16 bits of colour", "CMYK"])
def test_an_honest_picture_is_on_the_page(make_project: MakeProject, run: Run, name: str) -> None:
    files = {
        "content/articles/rain.md": "---\ntitle: Rain\n---\n\n![A day](images/day.png)\n",
        "content/images/day.png": HONEST[name],
    }
    root = make_project(files)
    result = run("build", "-o", "rain.pdf", cwd=root)
    assert result.exit_code == 0, result.stderr
    with pypdfium2.PdfDocument(root / "rain.pdf") as pdf:
        (found,) = [one for one in pdf[0].get_objects() if isinstance(one, pypdfium2.PdfImage)]
        box = found.get_bounds()
        page = pdf[0].render(scale=2).to_pil().convert("RGB")
        height = pdf[0].get_height()
    left, bottom, right, top = box
    area = page.crop(
        (round(left * 2), round((height - top) * 2), round(right * 2), round((height - bottom) * 2))
    ).resize(SIZE)
    meant = Image.open(io.BytesIO(HONEST[name])).convert("RGB")
    difference = (
        ImageChops.difference(area, meant).convert("L").resize((1, 1), Image.Resampling.BOX)
    )
    assert difference.getpixel((0, 0)) < (60 if name == "CMYK" else 20)  # type: ignore[operator]


@pytest.mark.parametrize("exif", [False, True])
def test_no_pdf_tells_what_a_photograph_was_told(
    make_project: MakeProject, run: Run, exif: bool
) -> None:
    told = Image.Exif()
    told[0x010E] = "Jane Doe"
    data = save("JPEG", comment=b"Jane Doe", exif=told if exif else b"")
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>Jane Doe</x>"
    data = data[:2] + b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp + data[2:]
    article = ARTICLE.replace("Rain is", "![A red box.](photo.jpg)\n\nRain is")
    root = make_project({"content/articles/rain.md": article, "content/articles/photo.jpg": data})
    assert run("build", cwd=root).exit_code == 0
    assert b"Jane Doe" not in (root / "dist/rain-a4.pdf").read_bytes()
