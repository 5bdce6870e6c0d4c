"""Read the clinic's and the authors' files, as a build and a merge begin."""

from __future__ import annotations

from pathlib import Path

from handout.check.contact import check_contact
from handout.model import Problem, ProblemLog, Project, soften_missing


def read_clinic(
    root: Path, log: ProblemLog, *, allow_missing: bool
) -> tuple[Project | None, frozenset[Path]]:
    """Read the clinic's and the authors' files, and return those that have errors as well.

    Args:
        root: The clinic's folder.
        log: Takes what there is to say.
        allow_missing: Take missing pictures as warnings.

    Returns:
        The project, or None if the clinic's file cannot be used.
    """
    from handout.read.project import read_project

    problems: list[Problem] = []
    project = read_project(root, problems.append)
    problems = soften_missing(problems, allow_missing=allow_missing)
    log.say_all(problems)
    faulty = frozenset(one.path for one in problems if one.is_error and one.path is not None)
    if project is None or root / "content" / "clinic.toml" in faulty:
        return None, faulty
    log.say_all(check_contact(project))
    return project, faulty
