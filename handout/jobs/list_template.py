"""Write an empty list for an article: the columns that it needs, and one row to show how."""

from __future__ import annotations

from pathlib import Path

from handout.check.fields import find_printed
from handout.errors import ContentError
from handout.files.writing import write_new_files
from handout.jobs.clinic import read_usable_project
from handout.jobs.sources import find_one
from handout.model import Place, Report
from handout.read.recipients.known import SAMPLE_EMAIL, SAMPLE_NAME
from handout.write.recipients import make_list

_SAMPLES = {
    "name": SAMPLE_NAME,
    "email": SAMPLE_EMAIL,
    "date": "4 March 2026",
    "appointment": "Wednesday 11 March 2026, 10:15",
    "practitioner": "Dr Example",
    "note": "Take it with food.",
    "password": "04031980",
}


def write_list_template(root: Path, article: str, path: Path, report: Report) -> Path:
    """Write a list with the columns that an article prints.

    Args:
        root: The clinic's folder.
        article: The article's name.
        path: Where it goes, a `.csv` or `.xlsx`.
        report: Is given what is wrong with the article.

    Raises:
        ContentError: The article cannot be used.
        OutputError: The file is there already, or cannot be written.
        ProjectError: The clinic's file cannot be used.
        UsageError: There is no such article, or no such kind of list.
    """
    from handout.read.article import read_article

    project = read_usable_project(root, report)
    source = find_one(article, project, Path.cwd())
    found = read_article(source.path, project, report)
    if found is None:
        raise ContentError(
            "no list was written, because the article cannot be used.",
            where=Place(path=source.path),
            hint="mend what is named above.",
        )
    columns = list(dict.fromkeys(["name", "email", *find_printed(found)]))
    rows = [columns, [_SAMPLES.get(name, f"{name} of {SAMPLE_NAME}") for name in columns]]
    hint = "give another name, or move that away."
    write_new_files([(path, make_list(path, rows))], folder=path.parent, hint=hint)
    return path
