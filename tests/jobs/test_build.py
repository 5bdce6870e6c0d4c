"""Hold building to its promises, with a stand-in for the engine: what is built, what fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handout.errors import ContentError, ExitCode, ProjectError, UsageError
from handout.jobs.build import build
from handout.jobs.options import BuildOptions
from handout.jobs.runtime import render_session
from handout.jobs.runtime.progress import Progress
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.model import Problem
from tests.jobs import stand_in
from tests.jobs.builds import ARTICLE, codes, run, write_articles

pytestmark = pytest.mark.usefixtures("log")


# What is built -----------------------------------------------------------------------------------


def test_all_articles_become_pdfs_in_dist(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    report = run(root)
    assert report.exit_code is ExitCode.DONE
    assert [one.path for one in report.built] == [
        root / "dist/rain-a4.pdf",
        root / "dist/sun-a4.pdf",
    ]
    first = report.built[0]
    assert first.document.label == "rain (a4)"
    assert (first.pages, first.is_cached) == (2, False)
    assert first.seconds > 0
    assert first.path.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in (root / "dist").iterdir()) == [
        "rain-a4.pdf",
        "sun-a4.pdf",
    ]


@pytest.mark.parametrize(
    "source",
    ["rain", "rain.md", "content/articles/rain.md", "./content/../content/articles/rain.md"],
)
def test_an_article_goes_by_its_name_and_by_its_path(make_project: Any, source: str) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    report = run(root, source)
    assert [one.path.name for one in report.built] == ["rain-a4.pdf"]


def test_an_article_named_twice_is_built_once(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet."))
    report = run(root, "rain", "content/articles/rain.md", "rain")
    assert len(report.built) == 1


def test_a_translation_has_its_language_in_its_name(make_project: Any) -> None:
    files = write_articles(rain="Wet.")
    files["content/articles/rain.en-GB.md"] = ARTICLE.format(title="Rain", text="Damp.")
    root = make_project(files)
    assert [one.document.source.name for one in run(root, "rain").built] == ["rain"]
    assert [one.path.name for one in run(root, "rain.en-GB").built] == ["rain.en-GB-a4.pdf"]


def test_a_text_outside_the_project_is_built_into_dist(make_project: Any, tmp_path: Path) -> None:
    root = make_project(write_articles(rain="Wet."))
    text = tmp_path / "My Pasted Text.txt"
    text.write_text("On Rain\n\nRain is mostly water, and skin knows what to do with it.\n")
    report = run(root, str(text))
    assert [one.path for one in report.built] == [root / "dist/my-pasted-text-a4.pdf"]
    # It is not of the project, so building all does not prune it, even when it is gone.
    text.unlink()
    run(root)
    assert (root / "dist/my-pasted-text-a4.pdf").exists()


def test_a_text_that_takes_the_place_of_an_articles_pdf_is_warned_of(
    make_project: Any, tmp_path: Path
) -> None:
    root = make_project(write_articles(rain="Wet."))
    run(root)
    text = tmp_path / "rain.txt"
    text.write_text("Of rain\n\nIt is wet.\n")
    for _ in range(2):  # built, and found up to date
        report = run(root, str(text))
        displaced = next(p for p in report.problems if p.code == "output.displaced")
        assert displaced.path == text
        assert "content/articles/rain.md" in displaced.message
    # The next build of the article takes its place back, and elsewhere both have room.
    assert not run(root, "rain").built[0].is_cached
    assert "output.displaced" not in codes(run(root, str(text), output="elsewhere"))


def test_unknown_names_and_paths_are_wrong_usage_and_the_near_one_is_named(
    make_project: Any,
) -> None:
    root = make_project(write_articles(rain="Wet."))
    with pytest.raises(UsageError, match="no article “rainn”") as caught:
        run(root, "rainn")
    assert caught.value.hint == "did you mean “rain”?"
    with pytest.raises(UsageError, match=r"no file “content/articles/rian\.md”") as caught:
        run(root, "content/articles/rian.md")
    assert "rain.md" in (caught.value.hint or "")
    with pytest.raises(UsageError, match="no file"):
        run(root, "nowhere/x.md")


def test_a_folder_is_no_article(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet."))
    report = run(root, "content/articles")
    assert report.exit_code is ExitCode.CONTENT
    assert report.problems


def test_no_articles_is_a_fault_of_the_content(make_project: Any) -> None:
    root = make_project()
    (root / "content/articles/rain.md").unlink()
    with pytest.raises(ContentError, match="no articles"):
        run(root)


# Where it goes -----------------------------------------------------------------------------------


def test_output_is_a_folder(make_project: Any, tmp_path: Path) -> None:
    root = make_project(write_articles(rain="Wet."))
    out = tmp_path / "for" / "print"
    assert [one.path for one in run(root, output=out).built] == [out / "rain-a4.pdf"]
    assert not (root / "dist").exists()


def test_output_is_a_file_if_it_ends_in_pdf_and_one_is_built(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    report = run(root, "rain", output=Path("new/leaflet.PDF"))
    assert [one.path for one in report.built] == [root / "new/leaflet.PDF"]
    with pytest.raises(UsageError, match="2 handouts would go there"):
        run(root, output=Path("leaflet.pdf"))
    (root / "odd.pdf").mkdir()
    report = run(root, output=Path("odd.pdf"))
    assert {one.path.parent for one in report.built} == {root / "odd.pdf"}


def test_two_sources_of_one_name_are_refused_and_both_are_named(
    make_project: Any, tmp_path: Path
) -> None:
    root = make_project(write_articles(rain="Wet."))
    other = tmp_path / "rain.txt"
    other.write_text("On Rain\n\nRain is mostly water.\n")
    with pytest.raises(UsageError) as caught:
        run(root, "rain", str(other))
    assert str(other) in caught.value.message
    assert str(root / "content/articles/rain.md") in caught.value.message


def test_html_goes_beside_the_pdf_and_comes_back_when_lost(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet."))
    run(root, with_html=True)
    html = root / "dist/rain-a4.html"
    assert "Wet." in html.read_text()
    assert "@font-face" in html.read_text()
    assert run(root, with_html=True).built[0].is_cached
    html.unlink()
    assert run(root).built[0].is_cached
    assert not run(root, with_html=True).built[0].is_cached
    assert html.exists()


def test_a_folder_that_cannot_be_written_to_is_said_once(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    (root / "dist").write_text("a file, in the way")
    report = run(root)
    assert report.exit_code is ExitCode.OUTPUT
    assert codes(report) == ["output.not-writable"]
    assert len(report.failed) == 2


def test_one_file_that_cannot_be_written_does_not_stop_the_rest(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    (root / "dist/rain-a4.pdf").mkdir(parents=True)
    report = run(root)
    assert report.exit_code is ExitCode.PARTIAL
    assert [one.document.source.name for one in report.built] == ["sun"]


def test_a_cache_that_cannot_be_written_is_a_warning(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    (root / ".handout").mkdir()
    (root / ".handout/cache").write_text("a file, in the way")
    report = run(root)
    assert report.exit_code is ExitCode.DONE
    assert codes(report) == ["cache.not-writable"]


# What fails --------------------------------------------------------------------------------------


def test_faulty_articles_are_skipped_and_all_faults_are_told(
    make_project: Any, rendered: Callable[[], list[str]]
) -> None:
    files = write_articles(rain="Wet.", sun="![](images/no.png)", snow="Cold.")
    files["content/articles/snow.md"] = "---\ntitle: Snow\nauthors: [meier]\n---\n\nCold.\n"
    root = make_project(files)
    told: list[Problem] = []
    report = build(root, BuildOptions(folder=root), None, told.append)
    assert report.exit_code is ExitCode.PARTIAL
    assert [one.document.source.name for one in report.built] == ["rain"]
    assert [one.document.source.name for one in report.failed] == ["snow", "sun"]
    assert {one.reason for one in report.failed} == {ExitCode.CONTENT}
    assert tuple(told) == report.problems
    assert {problem.path for problem in told} == {
        root / "content/articles/snow.md",
        root / "content/articles/sun.md",
    }
    assert rendered() == ["rain.md"]


def test_nothing_built_because_of_the_content(make_project: Any) -> None:
    root = make_project(write_articles(sun="SAY error", snow="![](images/no.png)"))
    assert run(root).exit_code is ExitCode.CONTENT


def test_an_unusable_clinic_file_is_told(make_project: Any) -> None:
    root = make_project({**write_articles(rain="Wet."), "content/clinic.toml": "name = "})
    said: list[Problem] = []
    with pytest.raises(ProjectError, match="the clinic's file cannot be used"):
        build(root, BuildOptions(folder=root), report=said.append)
    assert said[0].line == 1


def test_a_broken_template_stops_all_who_need_it(make_project: Any) -> None:
    files = {**write_articles(rain="Wet."), "templates/handout.html": "{% if %}"}
    report = run(make_project(files))
    assert (report.built, report.exit_code) == ([], ExitCode.PROJECT)
    assert [problem.line for problem in report.problems] == [1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ORDER sleep 30", "render.timeout"),
        ("ORDER crash 0", "render.crash"),
        ("ORDER leave 1", "render.crash"),
        ("ORDER fail 1", "render.failed"),
        (f"ORDER allocate {500 * stand_in.MIB}", "render.memory"),
    ],
)
def test_what_the_engine_cannot_do_is_named_and_the_rest_goes_on(
    make_project: Any, text: str, code: str
) -> None:
    root = make_project(write_articles(mist="Grey.", rain=text, sun="Dry."))
    limits = {"seconds": 1.5 if code == "render.timeout" else 60, "memory": 350 * stand_in.MIB}
    report = run(root, **limits)
    assert report.exit_code is ExitCode.PARTIAL
    assert [one.document.source.name for one in report.built] == ["mist", "sun"]
    (failed,) = report.failed
    assert (failed.document.source.name, failed.code, failed.reason) == (
        "rain",
        code,
        ExitCode.ENGINE,
    )
    (problem,) = report.problems
    assert problem.path == root / "content/articles/rain.md"
    assert run(root, "rain", **limits).exit_code is ExitCode.ENGINE


def test_a_failure_keeps_the_old_pdf(make_project: Any) -> None:
    root = make_project(write_articles(rain="Wet."))
    run(root)
    pdf = root / "dist/rain-a4.pdf"
    before = pdf.read_bytes()
    article = root / "content/articles/rain.md"
    sound = article.read_text()
    article.write_text(sound.replace("Wet.", "SAY error"))
    assert run(root).exit_code is ExitCode.CONTENT
    assert pdf.read_bytes() == before
    article.write_text(sound)
    assert run(root).built[0].is_cached


# Workers -----------------------------------------------------------------------------------------


def test_there_are_never_more_workers_than_documents_or_allowed(
    make_project: Any, log: Path
) -> None:
    texts = {f"a{number}": "ORDER sleep 0.05" for number in range(6)}
    root = make_project(write_articles(**texts))
    run(root, jobs=3)
    pids = {line.split()[1] for line in log.read_text().splitlines()}
    assert 1 < len(pids) <= 3
    log.unlink()
    run(root, "a1", jobs=3, is_forced=True)
    assert len(log.read_text().splitlines()) == 1


def test_an_up_to_date_build_starts_no_worker(
    make_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_project(write_articles(rain="Wet."))
    run(root)
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_and_die)
    monkeypatch.setattr(WorkerPool, "warm_up", lambda *_: pytest.fail("a worker is started"))
    assert run(root).built[0].is_cached


def test_a_cold_build_starts_a_worker_before_it_reads(
    make_project: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handout.read import project

    order: list[str] = []
    grow, read = WorkerPool.warm_up, project.read_project

    def grow_later(*args: Any) -> Any:
        order.append("worker")
        return grow(*args)

    def read_later(*args: Any) -> Any:
        order.append("read")
        return read(*args)

    monkeypatch.setattr(WorkerPool, "warm_up", grow_later)
    monkeypatch.setattr(project, "read_project", read_later)
    run(make_project(write_articles(rain="Wet.")))
    assert order[:2] == ["worker", "read"]


def test_progress_is_told_and_always_ended(make_project: Any) -> None:
    class Recorder(Progress):
        said: list[object]

        def __init__(self) -> None:
            self.said = []

        def start(self, task: str, total: int) -> None:
            self.said.append((task, total))

        def name(self, label: str) -> None:
            pass

        def advance(self) -> None:
            self.said.append(1)

        def finish(self) -> None:
            self.said.append("end")

    root = make_project(write_articles(rain="Wet.", sun="SAY error", snow="ORDER fail 1"))
    recorder = Recorder()
    build(root, BuildOptions(folder=root), recorder)
    assert recorder.said == [("Reading", 3), 1, 1, 1, ("Building", 3), 1, 1, 1, "end"]
    (root / "content/clinic.toml").write_text("")
    recorder = Recorder()
    with pytest.raises(ProjectError):
        build(root, BuildOptions(folder=root), recorder)
    assert recorder.said == ["end"]
