"""Hold `handout list`, its JSON above all: other programs read it."""

from __future__ import annotations

import json
from typing import Any

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
    assert list(data) == ["articles", "authors", "formats", "themes"]
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
