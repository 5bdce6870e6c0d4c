"""Make the corpus of `benchmarks/paste/measure.py` from a folder of web pages.

    python benchmarks/paste/corpus.py PAGES CORPUS [--chromium /usr/bin/chromium]

In PAGES, each site has a folder with its pages as HTML files, and beside each `NAME.html` perhaps a
`NAME.json` with its `kind` (health, news, blog, howto), and perhaps with `main`, the article as a
person found it: what is not in that is of the page. Every page is opened in a real browser,
without scripts and without a network; what its tags say is the gold, and its text is copied in five
ways: `selection` (what a browser copies), `inner` (`innerText`), `tight` (that without blank
lines), `word` (bullets and numbers kept) and `page` (all of it, menus too). Other people's pages
stay where they are; nothing of them is in the project.

It needs the package `playwright` and a Chromium, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

MIN_WORDS = 120

_SCRIPTS = re.compile(
    r"<(script|noscript|iframe|template)\b.*?</\1\s*>|<link\b[^>]*>|\son\w+=(\"[^\"]*\"|'[^']*')",
    re.IGNORECASE | re.DOTALL,
)

_MARKS = "\ue000\ue001\ue002\ue003"
"""What `corpus.js` puts where the article begins and ends, and a title apart from it."""

READ = Path(__file__).with_name("corpus.js").read_text("utf-8")


def read_page(page: Any, html: str, main: str = "") -> dict[str, Any] | None:
    """Return what a browser and a page's own tags say, or None of a page without an article."""
    page.set_content(_SCRIPTS.sub("", html), wait_until="domcontentloaded", timeout=15_000)
    found = page.evaluate(READ, "".join(filter(str.isalnum, main)).lower())
    if found is None or len(found["inner"].split()) < MIN_WORDS or not found["title"]:
        return None
    found["blocks"] = [block for block in found["blocks"] if block["text"]]
    inner = found.pop("inner")
    whole, found["article"], found["apart"] = _take_marks(found.pop("page"))
    found["texts"] = {
        "selection": found.pop("selection"),
        "inner": inner,
        "tight": "\n".join(line for line in inner.splitlines() if line.strip()),
        "word": "\n".join(map(_write_for_word, found["blocks"])),
        "page": whole,
    }
    return dict(found)


def _take_marks(page: str) -> tuple[str, tuple[int, int], int]:
    """Return a page's text, the first and last line of the article in it, and its title's line.

    The latter is 0 unless the title stands apart from the article.
    """
    lines = page.splitlines()

    def find(sign: str) -> int:
        return next((number for number, line in enumerate(lines, start=1) if sign in line), 0)

    places = [find(sign) for sign in _MARKS]
    return page.translate(dict.fromkeys(map(ord, _MARKS))), (places[0], places[1]), places[2]


def _write_for_word(block: dict[str, Any]) -> str:
    if block.get("first"):
        mark = f"{block['number']}." if block["ordered"] else "•"
        return f"{mark}\t{block['text']}"
    return str(block["text"])


def main() -> None:
    """Read all pages."""
    from playwright.sync_api import Error, sync_playwright

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(offline=True).new_page()
        for path in sorted(given.pages.glob("*/*.html")):
            about = path.with_suffix(".json")
            known = json.loads(about.read_text("utf-8")) if about.exists() else {}
            html = path.read_text("utf-8", errors="replace")
            try:
                found = read_page(page, html, known.get("main") or "")
            except Error as error:
                print(f"{path}: {str(error).splitlines()[0]}")
                page = browser.new_context(offline=True).new_page()
                continue
            if found is None:
                print(f"{path}: no article")
                continue
            found["kind"] = known.get("kind", "")
            found["site"] = path.parent.name
            target = given.corpus / path.parent.name / f"{path.stem}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
        browser.close()


if __name__ == "__main__":
    main()
