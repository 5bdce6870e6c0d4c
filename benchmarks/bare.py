"""Be the other side of `benchmarks/build.py`: WeasyPrint alone, told nothing it need not know.

    python benchmarks/bare.py loop JOB      render every handout of the job once, in this process
    python benchmarks/bare.py again JOB N   print the seconds of each of N renderings of the first
    python benchmarks/bare.py help          be a bare Click group with as many commands

A job is a pickle of a list of `(html, styles)`; all its handouts share fonts and parsed styles.
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path
from typing import Any

VARIANT = "pdf/ua-1"


def render_all(jobs: list[tuple[str, tuple[str, ...]]]) -> list[float]:
    """Render handouts one after another; return the seconds of each, without the preparations."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets: dict[str, Any] = {}
    seconds = []
    for html, styles in jobs:
        for style in styles:
            if style not in sheets:
                sheets[style] = weasyprint.CSS(string=style, font_config=fonts, base_url=".")
        begun = time.perf_counter()
        document = weasyprint.HTML(string=html, base_url=".").render(
            stylesheets=[sheets[style] for style in styles],
            font_config=fonts,
            pdf_variant=VARIANT,
        )
        document.write_pdf(pdf_variant=VARIANT)
        seconds.append(time.perf_counter() - begun)
    return seconds


def show_help() -> None:
    """Show the help of a Click group that has as many commands as ours, and does nothing."""
    import click

    group = click.Group("bare", help="Turn articles into handouts.")
    for name in ("new", "import", "build", "list", "doctor"):
        group.add_command(click.Command(name, help=f"Do what “{name}” says.", callback=print))
    group.main(["--help"])


def main() -> None:
    """Do what the first argument says."""
    if sys.argv[1] == "help":
        show_help()
        return
    jobs = pickle.loads(Path(sys.argv[2]).read_bytes())
    if sys.argv[1] == "again":
        # The first of all also fills the caches that a warm process has filled.
        jobs = [jobs[0]] * (int(sys.argv[3]) + 2)
        print(*render_all(jobs)[2:])
    else:
        render_all(jobs)


if __name__ == "__main__":
    main()
