"""Measure `handout merge` for values in the places where people write them, and for any name.

    python benchmarks/places.py [COUNT] [--write docs/speed-places.md]

One process on one core; the documents a second are those of the whole command, start, list, files
and index included. Clients have different names and appointments. The fonts of scripts that ours
lack are those of `fontpkg-noto-sans-arabic`, `-noto-sans-devanagari` and `-heebo`, if these are
installed.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.merge_page import describe_machine  # noqa: E402 - the path comes first
from benchmarks.names import ALL, OURS, make_names  # noqa: E402
from benchmarks.watching import make_pinning  # noqa: E402

SAMPLE = "after-your-peel"
FONTS = ("Noto Sans Arabic", "Noto Sans Devanagari", "Heebo")
PRACTITIONERS = ("Grace Okafor", "Tom Ashdown", "Nadia Rahman", "Dr Elin Price")
NOTE = "Please rest for two days, drink water, and call us if anything at all looks odd to you."

ARTICLES = {
    "heading": "## For {{ recipient.name }}\n\nYou were with us.\n\nRest for two days.",
    "cell": "| Who | When |\n|---|---|\n| {{ recipient.name }} | {{ recipient.appointment }} |",
    "line": "Dear {{ recipient.name }},\n\nYou were with us.",
    "note": "Dear {{ recipient.name }},\n\n> [!NOTE]\n> {{ recipient.note }}",
}
PLACES = (
    ("the shipped article, in a sentence", SAMPLE, "en"),
    ("the same, names of 35 languages", SAMPLE, "ours"),
    ("the same, of 40 in six scripts, own fonts", SAMPLE, "all"),
    ("a heading", "heading", "en"),
    ("a table's cell", "cell", "en"),
    ("lines only", "line", "en"),
    ("a note of one to six lines", "note", "en"),
)


def write_clinic(root: Path, *, has_fonts: bool) -> None:
    """Write a clinic with the shipped article and those of each place."""
    shutil.copytree(ROOT / "content", root / "content")
    for name, body in ARTICLES.items():
        text = f"---\ntitle: After your visit\n---\n\n{body}\n"
        (root / "content" / "articles" / f"{name}.md").write_text(text, "utf-8")
    if has_fonts:
        import fontpkg

        (root / "styles").mkdir()
        faces = []
        for name in FONTS:
            path = shutil.copy(fontpkg.path(name), root / "styles")
            faces.append(f'@font-face {{ font-family: "{name}"; src: url("{Path(path).name}") }}')
        names = ", ".join(f'"{name}"' for name in ("Source Sans 3", *FONTS))
        faces.append(f":root, .recipient {{ font-family: {names} }}")
        (root / "styles" / "clinic.css").write_text("\n".join(faces), "utf-8")


def make_rows(count: int, kind: str, *, has_note: bool) -> Iterator[dict[str, str]]:
    """Yield the clients of a list, all different."""
    chance = random.Random(7)
    english = {"English": OURS["English"]}
    names = make_names(count, {"en": english, "ours": OURS, "all": ALL}[kind])
    for number, name in enumerate(names):
        day = dt.date(2026, 10, 5) + dt.timedelta(chance.randrange(300))
        hour = f"{chance.randrange(8, 18)}:{chance.choice(('00', '15', '30', '45'))}"
        yield {
            "name": name,
            "email": f"client{number}@example.org",
            "date": f"{day.day} {day:%B %Y}",
            "practitioner": chance.choice(PRACTITIONERS),
            "appointment": f"{day:%A} {day.day} {day:%B}, {hour}",
            "note": f"{number}: " + " ".join([NOTE] * chance.randrange(1, 4)) if has_note else "",
        }


def measure(root: Path, article: str, kind: str, count: int) -> tuple[float, int]:
    """Return the documents a second of a merge, and how many were rendered in full."""
    people, output = root / "people.csv", root / f"made-{article}-{kind}"
    rows = list(make_rows(count, kind, has_note=article == "note"))
    with people.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    command = [sys.executable, "-m", "handout", "merge", article, str(people), "--all"]
    command += ["-o", str(output), "--jobs", "1", "--json"]
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=True, preexec_fn=make_pinning({0})
    )
    seconds = time.perf_counter() - begun
    report = json.loads(done.stdout)
    assert report["built"] == count, report
    shutil.rmtree(output)
    return count / seconds, sum(report["rendered_in_full"].values())


def main() -> None:
    """Measure each place, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f}"
    has_fonts = importlib.util.find_spec("fontpkg_heebo") is not None
    lines = ["| values | clients | documents/s | rendered in full |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        plain, own = Path(folder) / "plain", Path(folder) / "own"
        write_clinic(plain, has_fonts=False)
        write_clinic(own, has_fonts=has_fonts)
        for title, article, kind in PLACES:
            if kind == "all" and not has_fonts:
                continue
            rate, full = measure(own if kind == "all" else plain, article, kind, given.count)
            lines.append(f"| {title} | {given.count:,} | {rate:,.0f} | {full} |")
            print(lines[-1], flush=True)
    if given.write:
        text = "\n".join(lines)
        given.write.write_text(
            "# How fast values are in the places where people write them\n\nWritten by `python"
            " benchmarks/places.py --write docs/speed-places.md`: one process on one core, the"
            f" whole command.\n\n{text}\n\n{describe_machine(load, is_confined=False)}\n",
            "utf-8",
        )


if __name__ == "__main__":
    main()
