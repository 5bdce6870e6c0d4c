"""Build small projects in tests of the jobs: the files of one, and what came of a build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handout.jobs.build import build
from handout.jobs.build_report import BuildReport
from handout.jobs.options import BuildOptions

ARTICLE = "---\ntitle: {title}\nauthors: [rebecca]\n---\n\n## What to do\n\n{text}\n"
AUTHOR = 'name = "Rebecca Meier"\n'
# A colour that need not be changed to be readable.
CLINIC = 'name = "Linden Clinic"\n\n[brand]\nprimary = "#14463a"\n'
# The shipped templates take longer to load than all else that is tested with this.
TEMPLATE = """\
{% from "parts/blocks.html" import groups with context %}
<html><head></head><body>{{ article.title }}{{ groups(outline.lead) }}
{% for section in outline.sections %}{{ section.title | plain }}{{ groups(section.groups) }}{% endfor %}
</body></html>
"""


def write_articles(**texts: str) -> dict[str, str]:
    """Give the files of a project with these articles."""
    files = {
        f"content/articles/{name}.md": ARTICLE.format(title=name.title(), text=text)
        for name, text in texts.items()
    }
    return {
        "content/clinic.toml": CLINIC,
        **files,
        "content/authors/rebecca.toml": AUTHOR,
        "templates/handout.html": TEMPLATE,
    }


def run(root: Path, *sources: str, **options: Any) -> BuildReport:
    """Build in a project's folder."""
    return build(root, BuildOptions(sources=sources, folder=root, **options))


def codes(report: BuildReport) -> list[str]:
    """Return the codes of a build's problems."""
    return [problem.code for problem in report.problems]
