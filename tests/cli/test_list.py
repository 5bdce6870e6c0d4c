"""Hold `handout list`, its JSON above all: other programs read it."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ARTICLE, MakeProject, Run


def read_json(run: Run, root: object) -> dict[str, Any]:
    result = run("list", "--json", cwd=root)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def test_json_is_one_object_with_a_list_under_each_name(
    run: Run, make_project: MakeProject
) -> None:
    data = read_json(run, make_project())
    assert list(data) == ["articles", "authors", "formats", "themes", "problems"]
    (article,) = data["articles"]
    assert article["slug"] == "rain"
    assert article["title"] == "Rain and your skin"
    assert article["language"] == "en"
    assert article["version"] == "1.0"
    assert article["published"] == "2026-01-15"
    assert article["review_by"] == "2028-01-15"
    assert article["authors"] == ["rebecca"]
    assert article["path"] == "content/articles/rain.md"
    assert data["authors"][0]["name"] == "Rebecca Meier"
    assert {"name": "a4", "width_mm": 210, "height_mm": 297} in data["formats"]
    assert {"name": "calm"} in data["themes"]


def test_no_review_date_is_null(run: Run, make_project: MakeProject) -> None:
    text = ARTICLE.replace("published: 2026-01-15\n", "")
    (article,) = read_json(run, make_project({"content/articles/rain.md": text}))["articles"]
    assert article["review_by"] is None
    assert article["is_past_review"] is False


def test_an_article_past_its_review_date_is_marked(run: Run, make_project: MakeProject) -> None:
    root = make_project(
        {
            "content/articles/old.md": ARTICLE.replace("2026-01-15", "2015-03-01"),
            "content/articles/rain.md": ARTICLE.replace("2026-01-15", "2126-01-15"),
        }
    )
    flags = {one["slug"]: one["is_past_review"] for one in read_json(run, root)["articles"]}
    assert flags == {"old": True, "rain": False}
    result = run("list", cwd=root)
    assert "PAST REVIEW, was due 2017-03-01" in result.stdout
    assert "1 article is past the review date" in result.stderr


def test_a_faulty_article_is_reported_and_the_rest_listed(
    run: Run, make_project: MakeProject
) -> None:
    root = make_project(
        {
            "content/articles/bad.md": "---\ntitle: [\n---\nText.\n",
            "content/articles/rain.md": ARTICLE,
        }
    )
    result = run("list", "--json", cwd=root)
    assert result.exit_code == 6
    assert "content/articles/bad.md:" in result.stderr
    assert [one["slug"] for one in json.loads(result.stdout)["articles"]] == ["rain"]


def test_an_unusable_clinic_file_is_3_with_its_fault(run: Run, make_project: MakeProject) -> None:
    result = run("list", cwd=make_project({"content/clinic.toml": "name = \n"}))
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "content/clinic.toml:1" in result.stderr


def test_the_table_has_every_part(run: Run, make_project: MakeProject) -> None:
    result = run("list", cwd=make_project())
    assert result.exit_code == 0
    for words in ("Articles (1)", "Authors (1)", "rebecca", "210 × 297 mm", "Themes (1)", "calm"):
        assert words in result.stdout


def test_places_still_to_be_checked_are_counted(run: Run, make_project: MakeProject) -> None:
    text = ARTICLE.rstrip() + "\n\n<!-- check: a -->\n\nOne.\n\n<!-- check: b -->\n\nTwo.\n"
    result = run("list", cwd=make_project({"content/articles/rain.md": text}))
    assert "2 places are still to be checked" in result.stderr


@pytest.fixture
def dated(make_project: MakeProject) -> Path:
    """Give a project whose articles are to be reviewed some days from now, as their names say."""

    def write(title: str, days: int, more: str = "") -> str:
        by = datetime.now().astimezone().date() + timedelta(days)
        return f"---\ntitle: {title}\nreview_by: {by}\n{more}---\n\nText.\n"

    return make_project(
        {
            "content/articles/far.md": write("Zebra", 31),
            "content/articles/soon.md": write("apple", 30, "published: 2026-02-01\n"),
            "content/articles/past.md": write("Äpfel", -1, "published: 2026-01-01\ntags: [a, b]\n"),
            "content/articles/never.md": "---\ntitle: Box, with a comma\ndraft: true\n---\n\nText.\n",
        }
    )


def list_names(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines()[2:]]


def test_due_is_what_is_past_or_within_thirty_days(dated: Path, run: Run) -> None:
    result = run("list", "--due", cwd=dated)
    assert result.stdout.startswith("Articles (2)\n")
    assert list_names(result.stdout) == ["past", "soon"]
    articles = json.loads(run("list", "--due", "--json", cwd=dated).stdout)["articles"]
    assert [one["slug"] for one in articles] == ["past", "soon"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((31, 400), "Nothing to do: no review is due within 30 days.\n"),
        ((31, 30), "1 article is due within 30 days: look them over"),
        ((2, 30), "2 articles are due within 30 days: look them over"),
        ((-1, 30), "1 article is past the review date: look them over"),
    ],
)
def test_what_to_do_next_fits_what_is_due(
    make_project: MakeProject, run: Run, days: tuple[int, ...], words: str
) -> None:
    today = datetime.now().astimezone().date()
    text = "---\ntitle: Rain\nreview_by: {}\n---\n\nText.\n"
    root = make_project(
        {f"content/articles/n{n}.md": text.format(today + timedelta(n)) for n in days}
    )
    result = run("list", "--due", cwd=root)
    assert result.stderr.startswith(words)
    assert "handout build" not in result.stderr
    assert "Next: handout build" in run("list", cwd=root).stderr or min(days) < 0


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("slug", ["far", "never", "past", "soon"]),
        ("title", ["past", "soon", "never", "far"]),
        ("review", ["past", "soon", "far", "never"]),
        ("published", ["past", "soon", "far", "never"]),
    ],
)
def test_sorting(dated: Path, run: Run, key: str, names: list[str]) -> None:
    data = json.loads(run("list", "--sort", key, "--json", cwd=dated).stdout)
    assert [one["slug"] for one in data["articles"]] == names
    table = run("list", "--sort", key, cwd=dated).stdout
    assert list_names(table)[:4] == names


def test_csv_has_a_header_and_the_values_of_json(dated: Path, run: Run) -> None:
    rows = list(csv.DictReader(run("list", "--csv", cwd=dated).stdout.splitlines()))
    articles = json.loads(run("list", "--json", cwd=dated).stdout)["articles"]
    assert [list(row) for row in rows] == [list(article) for article in articles]
    assert [row["title"] for row in rows] == [article["title"] for article in articles]
    (past,) = [row for row in rows if row["slug"] == "past"]
    assert (past["tags"], past["is_past_review"], past["draft"]) == ("a; b", "true", "false")
    (never,) = [row for row in rows if row["slug"] == "never"]
    assert (never["review_by"], never["draft"]) == ("", "true")


def test_csv_of_nothing_is_a_header(run: Run, make_project: MakeProject) -> None:
    result = run("list", "--due", "--csv", cwd=make_project())
    assert result.stdout.startswith("slug,title,")
    assert result.stdout.count("\n") == 1


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_a_table_has_headers_and_fits_the_terminal(
    make_project: MakeProject, run: Run, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "What to do after a peel, and what to leave to the sun until it is well again"
    text = ARTICLE.replace("Rain and your skin", title).replace("2026-01-15", "2015-01-15")
    name = "what-to-do-after-your-chemical-peel"
    root = make_project({f"content/articles/{name}.md": text})
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("list", cwd=root).stdout.splitlines()
    assert lines[1].split() == ["Article", "Language", "Version", "Review", "by", "Title"]
    assert max(map(len, lines)) <= columns
    # Nothing is lost: each column still says the whole of it.
    begins = [lines[1].index(word) for word in ("Article", "Language", "Title")]
    rows = lines[2 : lines.index("Authors (1)")]
    assert "".join(row[begins[0] : begins[1]].strip() for row in rows) == name
    assert " ".join(row[begins[2] :].strip() for row in rows).split() == title.split()
    monkeypatch.delenv("COLUMNS")
    assert title in run("list", cwd=root).stdout
