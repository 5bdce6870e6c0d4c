"""Hold the Python interface to the handouts that the command makes, from any thread and any server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import handout
from tests.conftest import ARTICLE, CLINIC, MakeProject, Run
from tests.instruments.pictures import read_text

VISIT = """\
---
title: After your visit
---

Dear {{ recipient.name }}, you saw {{ recipient.practitioner }}.

Call us.
"""
ANA = {"name": "Ana Brown", "practitioner": "Dr Osei"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "content/articles").mkdir(parents=True)
    (folder / "content/clinic.toml").write_text(CLINIC)
    (folder / "content/articles/visit.md").write_text(VISIT)
    return folder


@pytest.fixture(scope="module")
def clinic(root: Path) -> handout.Clinic:
    return handout.open_clinic(root)


def read(data: bytes, folder: Path) -> str:
    path = folder / "read.pdf"
    path.write_bytes(data)
    return " ".join(" ".join(read_text(path)).split())


def test_a_handout_is_made_in_memory_and_saved(clinic: handout.Clinic, tmp_path: Path) -> None:
    before = sorted(clinic.root.rglob("*.pdf"))
    pdf = clinic.make("visit", recipient=ANA)
    assert pdf.data.startswith(b"%PDF")
    assert pdf.pages == 1
    assert {one.severity.value for one in pdf.problems} <= {"note"}
    assert "Dear Ana Brown, you saw Dr Osei." in read(pdf.data, tmp_path)
    assert pdf.save(tmp_path / "out" / "ana.pdf").read_bytes() == pdf.data
    assert sorted(clinic.root.rglob("*.pdf")) == before


def test_it_is_the_handout_of_the_command(
    clinic: handout.Clinic, root: Path, run: Run, tmp_path: Path
) -> None:
    (root / "list.csv").write_text("name,practitioner\nAna Brown,Dr Osei\n")
    assert run("merge", "visit", "list.csv", "-o", "out", cwd=root).exit_code == 0
    assert run("build", "visit", cwd=root).exit_code == 0
    (merged,) = (root / "out").glob("*.pdf")
    made = clinic.make("visit", recipient=ANA).data
    assert read(made, tmp_path) == read(merged.read_bytes(), tmp_path)
    assert clinic.make("visit").data == (root / "dist/visit-a4.pdf").read_bytes()


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"recipient": {"name": "Ana", "practitoner": "Dr"}}, handout.ContentError, "practitioner"),
        ({"recipient": {"name": ""}}, handout.ContentError, "no name"),
        ({"recipient": {"name": "Ana", "email": "x"}}, handout.ContentError, "e-mail"),
        ({"recipient": {"name": "Ana", "more": {}}}, handout.ContentError, "cannot be used"),
        ({"recipient": {"name": object()}}, handout.ContentError, "cannot be used"),
        ({"recipient": {"name": "A\x07"}}, handout.ContentError, "U+0007"),
        ({"format": "a9"}, handout.UsageError, "a9"),
        ({"language": "de"}, handout.UsageError, "“de”"),
        ({"recipient": {**ANA, "language": "fr"}}, handout.UsageError, "“fr”"),
        ({"recipient": {"name": "陈伟"}}, handout.ContentError, "陈"),
    ],
)
def test_what_cannot_be_made_is_raised(
    clinic: handout.Clinic, given: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        clinic.make("visit", **given)
    assert isinstance(caught.value, handout.HandoutError)
    assert words in f"{caught.value.message} {caught.value.hint}"
    # The next one is as good as ever.
    assert clinic.make("visit", recipient=ANA).data


def test_an_article_or_a_folder_that_is_not_there_is_raised(
    clinic: handout.Clinic, tmp_path: Path
) -> None:
    with pytest.raises(handout.UsageError, match="vist"):
        clinic.make("vist")
    with pytest.raises(handout.ProjectError):
        handout.open_clinic(tmp_path)


def test_a_field_that_was_not_given_is_empty_and_told(clinic: handout.Clinic) -> None:
    said = clinic.make("visit", recipient={"name": "Ana"}).problems
    (problem,) = [one for one in said if one.code == "recipient.missing"]
    assert problem.line == 5
    assert "practitioner" in problem.message


def test_what_changes_in_the_folder_is_seen(make_project: MakeProject, tmp_path: Path) -> None:
    root = make_project({"content/articles/visit.md": VISIT})
    clinic = handout.open_clinic(root / "content")
    assert "Call us." in read(clinic.make("visit", recipient=ANA).data, tmp_path)
    article = root / "content/articles/visit.md"
    article.write_text(VISIT.replace("Call us.", "Write to us."))
    assert "Write to us." in read(clinic.make("visit", recipient=ANA).data, tmp_path)
    settings = root / "content/clinic.toml"
    settings.write_text(settings.read_text().replace("Linden", "Willow"))
    assert "Willow Clinic" in read(clinic.make("visit", recipient=ANA).data, tmp_path)
    (root / "content/articles/rain.md").write_text(ARTICLE.replace("authors: [rebecca]\n", ""))
    assert "Rain is mostly water" in read(clinic.make("rain").data, tmp_path)
    article.write_text("---\ntitle: [\n---\n")
    with pytest.raises(handout.ContentError) as caught:
        clinic.make("visit", recipient=ANA)
    assert caught.value.where
    assert caught.value.where.path == article


def test_a_language_chooses_the_translation(make_project: MakeProject, tmp_path: Path) -> None:
    other = VISIT.replace("Call us.", "Give us a call.")
    root = make_project(
        {"content/articles/visit.md": VISIT, "content/articles/visit.en-US.md": other}
    )
    clinic = handout.open_clinic(root)
    for given in ({"language": "en-US"}, {"recipient": {**ANA, "language": "en-US"}}):
        assert "Give us a call." in read(clinic.make("visit", **given).data, tmp_path)
    assert "Call us." in read(clinic.make("visit", language="en").data, tmp_path)


@pytest.fixture(params=["here", "workers"])
def served(request: pytest.FixtureRequest, root: Path) -> Iterator[handout.Clinic]:
    """Give a clinic that makes handouts in this process, or in two others."""
    with handout.open_clinic(root) as clinic:
        yield clinic if request.param == "here" else clinic.workers(2)


def ask_all(get: Any, folder: Path) -> None:
    """Ask for handouts by two threads; each must be its own."""
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lambda number: get(f"/visit.pdf?name=Client {number}"), range(8)))
    # PDFium is not for several threads.
    for number, data in enumerate(found):
        assert f"Dear Client {number}," in read(data, folder)


def test_a_view_of_flask_sends_handouts(served: handout.Clinic, tmp_path: Path) -> None:
    import flask

    app = flask.Flask("desk")

    @app.get("/visit.pdf")
    def send() -> flask.Response:
        pdf = served.make("visit", recipient={**ANA, "name": flask.request.args["name"]})
        return flask.Response(pdf.data, mimetype="application/pdf")

    ask_all(lambda url: app.test_client().get(url).data, tmp_path)


def test_a_view_of_django_sends_handouts(served: handout.Clinic, tmp_path: Path) -> None:
    import django
    from django.conf import settings
    from django.http import HttpRequest, HttpResponse
    from django.test import Client
    from django.urls import path

    def send(request: HttpRequest) -> HttpResponse:
        pdf = served.make("visit", recipient={**ANA, "name": request.GET["name"]})
        return HttpResponse(pdf.data, content_type="application/pdf")

    urls = type(sys)("desk_urls")
    urls.urlpatterns = [path("visit.pdf", send)]  # type: ignore[attr-defined]
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["testserver"], SECRET_KEY="for this test alone")
        django.setup()
    settings.ROOT_URLCONF = urls
    django.urls.clear_url_caches()
    ask_all(lambda url: Client().get(url).content, tmp_path)


def test_a_worker_that_takes_too_long_is_replaced(make_project: MakeProject) -> None:
    loops = "{% for a in range(99999) %}" * 4 + "{% endfor %}" * 4
    template = "{% extends 'shipped/handout.html' %}{% block title %}{% if article.slug == 'bad' %}"
    root = make_project(
        {
            "content/articles/visit.md": VISIT,
            "content/articles/bad.md": VISIT,
            "templates/handout.html": f"{template}{loops}{{% endif %}}{{{{ super() }}}}{{% endblock %}}",
        }
    )
    with handout.open_clinic(root).workers(1, seconds=3) as clinic:
        for _ in range(2):
            with pytest.raises(handout.EngineError, match="more than 3 s"):
                clinic.make("bad", recipient=ANA)
            assert clinic.make("visit", recipient=ANA).pages == 1
        with pytest.raises(handout.UsageError):
            clinic.make("nothing")
    # Without them, it goes on here.
    assert clinic.make("visit", recipient=ANA).pages == 1


def test_who_gives_up_waiting_leaves_nothing_for_the_next(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with handout.open_clinic(root).workers(1) as clinic:
        assert clinic.make("visit", recipient=ANA).data
        with monkeypatch.context() as patch:
            patch.setattr(Future, "result", interrupt)
            with pytest.raises(KeyboardInterrupt):
                clinic.make("visit", recipient={**ANA, "name": "Quintessa"})
        assert "Dear Bo," in read(
            clinic.make("visit", recipient={**ANA, "name": "Bo"}).data, tmp_path
        )


def interrupt(*_: object) -> None:
    """Be Ctrl-C."""
    raise KeyboardInterrupt


def test_an_author_with_faults_stops_the_articles_of_hers_alone(make_project: MakeProject) -> None:
    rain = ARTICLE.replace("[rebecca]", "[anna]")
    broken = {"content/authors/anna.toml": 'name = "Anna"\nphoto = "images/none.svg"\n'}
    root = make_project(
        {"content/articles/rain.md": rain, "content/articles/visit.md": VISIT, **broken}
    )
    clinic = handout.open_clinic(root)
    with pytest.raises(handout.ContentError) as caught:
        clinic.make("rain")
    assert caught.value.where
    assert caught.value.where.path.name == "anna.toml"
    assert clinic.make("visit", recipient=ANA).pages == 1


def test_to_import_it_loads_nothing_heavy() -> None:
    code = "import sys, handout; print([n for n in ('weasyprint', 'jinja2', 'click') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
    assert all(hasattr(handout, name) for name in handout.__all__)
    with pytest.raises(AttributeError):
        _ = handout.nothing


def test_the_command_writes_the_same_pdf_to_standard_output(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "handout", "build", "visit", "-o", "-"]
    before = sorted(root.rglob("*.pdf"))
    done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    assert done.stdout == handout.open_clinic(root).make("visit").data
    assert sorted(root.rglob("*.pdf")) == before
    with Path("/dev/null").open("wb") as nowhere:
        broken = subprocess.run(
            [*command[:4], "rain", "-o", "-"],
            cwd=root,
            stdout=nowhere,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert broken.returncode == 2
    assert b"there is no article" in broken.stderr


@pytest.mark.parametrize("words", [[], ["visit", "visit"]])
def test_two_pdfs_do_not_go_to_standard_output(root: Path, run: Run, words: list[str]) -> None:
    done = run("build", *words, "-o", "-", cwd=root)
    assert done.exit_code == 2
    assert "name one article" in done.stderr
    assert not done.stdout


def test_a_merge_does_not_go_to_standard_output(root: Path, run: Run) -> None:
    (root / "list.csv").write_text("name,practitioner\nAna,Bo\n")
    done = run("merge", "visit", "list.csv", "-o", "-", cwd=root)
    assert done.exit_code == 2
    assert "name a folder" in done.stderr
