"""Write pictures of every page of the content and the stress set, many pages a sheet, to look at.

    python benchmarks/contact_sheet.py FOLDER [NAME…] [--format a5]… [--brands] [--dpi 60] [--pages]

A NAME picks the handouts whose name holds it. With `--format all` they come in every format, with
`--brands` the content comes in three brands instead of its own. Each sheet is a PNG; over each page
stand the handout's name, the page's number and, in red, what the instruments complain of. With
`--pages` every page is written as a picture of its own instead.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageDraw, ImageFont  # noqa: E402 - the path comes first

from handout.model import FORMATS, Format  # noqa: E402
from tests.instruments.judgement import judge  # noqa: E402
from tests.instruments.pictures import render_pages  # noqa: E402
from tests.stress import Case, make_stress_set  # noqa: E402
from tests.stress.press import Press  # noqa: E402

COLUMNS, ROWS = 5, 2
MARGIN, HEADLINE = 12, 30
BRANDS = {"blue": "#155a72", "aubergine": "#5b2a4f", "gold": "#ffd400"}
GREY, RED, BLACK = (120, 120, 120), (190, 20, 20), (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A page's picture with what stands over it."""

    picture: Image.Image
    label: str
    complaint: str


def collect_cases(folder: Path, *, in_brands: bool) -> list[Case]:
    """Return the repository's own articles and the stress set, written below a folder."""
    clinics = {"content": ROOT}
    if in_brands:
        clinics = {name: copy_clinic(folder / name, colour) for name, colour in BRANDS.items()}
    cases = [
        Case(name=f"{name}-{article.stem}", project=root, article=article)
        for name, root in clinics.items()
        for article in sorted((root / "content" / "articles").glob("*.md"))
    ]
    return [*cases, *make_stress_set(folder)]


def copy_clinic(root: Path, colour: str) -> Path:
    """Copy the repository's clinic, and give it another colour."""
    shutil.copytree(ROOT / "content", root / "content")
    clinic = root / "content" / "clinic.toml"
    text = re.sub(r"(?m)^accent = .*\n", "", clinic.read_text("utf-8"))
    clinic.write_text(re.sub(r"(?m)^primary = .*", f'primary = "{colour}"', text), "utf-8")
    return root


def make_tiles(case: Case, press: Press, format: Format, dpi: float) -> Iterator[Tile]:
    """Yield the pages of one handout, or nothing where none is to be made."""
    made = press.make(case, format=format)
    if made.pdf is None:
        what = "; ".join(problem.message for problem in made.errors)
        sys.stderr.write(f"{case.name}: no PDF: {what}\n")
        return
    complaints = judge(made.pdf, format=format.name)
    sys.stderr.write(f"{case.name} {format.name}: {made.pages} pages {' · '.join(complaints)}\n")
    for number, picture in enumerate(render_pages(made.pdf, dpi=dpi), start=1):
        mark = f"page {number}:"
        here = [
            name for name, faults in complaints.items() if any(f.startswith(mark) for f in faults)
        ]
        label = f"{case.name} {format.name} {number}/{made.pages}"
        yield Tile(picture=picture, label=label, complaint=", ".join(here))


def draw_sheet(tiles: list[Tile]) -> Image.Image:
    """Put pages on one sheet, each in a frame with its label above."""
    width = max(tile.picture.width for tile in tiles)
    height = max(tile.picture.height for tile in tiles) + HEADLINE
    sheet = Image.new(
        "RGB",
        (MARGIN + COLUMNS * (width + MARGIN), MARGIN + ROWS * (height + MARGIN)),
        (225, 225, 225),
    )
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    for index, tile in enumerate(tiles):
        x = MARGIN + index % COLUMNS * (width + MARGIN)
        y = MARGIN + index // COLUMNS * (height + MARGIN)
        draw.text((x, y), tile.label, fill=BLACK, font=font)
        draw.text((x, y + 14), tile.complaint, fill=RED, font=font)
        sheet.paste(tile.picture, (x, y + HEADLINE))
        draw.rectangle(
            (x - 1, y + HEADLINE - 1, x + tile.picture.width, y + HEADLINE + tile.picture.height),
            outline=GREY,
        )
    return sheet


def main() -> None:
    """Make the handouts and write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("names", nargs="*", help="parts of the names of handouts; none means all")
    parser.add_argument(
        "--format", action="append", choices=[*FORMATS, "all"], help="a4 unless it is given"
    )
    parser.add_argument("--brands", action="store_true", help="the content in three brands")
    parser.add_argument("--dpi", type=float, default=60)
    parser.add_argument("--pages", action="store_true", help="a picture for each page")
    arguments = parser.parse_args()
    arguments.format = arguments.format or ["a4"]
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        cases = [
            case
            for case in collect_cases(folder / "clinics", in_brands=arguments.brands)
            if not arguments.names or any(name in case.name for name in arguments.names)
        ]
        press = Press(folder)
        names = FORMATS if "all" in arguments.format else arguments.format
        tiles = [
            tile
            for name in names
            for case in cases
            for tile in make_tiles(case, press, FORMATS[name], arguments.dpi)
        ]
    if arguments.pages:
        for tile in tiles:
            name = tile.label.replace(" ", "-").replace("/", "-of-")
            tile.picture.save(arguments.folder / f"{name}.png")
        return
    size = COLUMNS * ROWS
    for number, start in enumerate(range(0, len(tiles), size), start=1):
        path = arguments.folder / f"sheet-{number:02}.png"
        draw_sheet(tiles[start : start + size]).save(path)
        print(path)


if __name__ == "__main__":
    main()
