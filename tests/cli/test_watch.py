"""Hold `handout build --watch` to follow what changes, and to say what became of it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.cli.processes import COMMAND, REPOSITORY, wait_for
from tests.jobs.builds import write_articles


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_watching_follows_changes_and_survives_faults(make_project: Any, started: Any) -> None:
    files = write_articles(rain="Wet.", sun="Dry.")
    del files["templates/handout.html"]
    root = make_project(files)
    process = started("build", "--watch", cwd=root)
    rain, sun = root / "dist/rain-a4.pdf", root / "dist/sun-a4.pdf"
    wait_for(sun.exists)
    time.sleep(0.3)

    def change(path: str, text: str) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    def follows(*pdfs: Path, path: str, text: str) -> None:
        before = [pdf.read_bytes() for pdf in pdfs]
        change(path, text)
        wait_for(lambda: all(p.read_bytes() != b for p, b in zip(pdfs, before, strict=True)))

    article = (root / "content/articles/rain.md").read_text()
    unchanged = sun.read_bytes()
    follows(rain, path="content/articles/rain.md", text=article.replace("Wet.", "Damp."))
    assert sun.read_bytes() == unchanged
    # A fault, and its mend.
    change("content/articles/rain.md", article.replace("Wet.", "SAY error"))
    time.sleep(0.2)
    follows(rain, path="content/articles/rain.md", text=article.replace("Wet.", "Moist."))
    # The clinic's file broken for a while.
    clinic = (root / "content/clinic.toml").read_text()
    change("content/clinic.toml", "name = ")
    time.sleep(0.5)
    follows(rain, sun, path="content/clinic.toml", text=clinic.replace("Linden", "Birch"))
    # A folder that was not there when watching began.
    follows(rain, sun, path="styles/clinic.css", text="p { color: #111 }")
    change("content/articles/snow.md", article.replace("Wet.", "Cold."))
    wait_for((root / "dist/snow-a4.pdf").exists)
    (root / "content/articles/snow.md").unlink()
    wait_for(lambda: not (root / "dist/snow-a4.pdf").exists())

    children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Error: content/articles/rain.md: the stand-in says error." in err
    assert "Error: content/clinic.toml:" in err
    assert "Traceback" not in err
    assert out.split().count("dist/sun-a4.pdf") == 3
    assert not any(child.is_running() for child in children)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_watching_a_text_outside_that_an_editor_replaces(
    make_project: Any, started: Any, tmp_path: Path
) -> None:
    root = make_project(write_articles(rain="Wet."))
    text = tmp_path / "sun.txt"
    text.write_text("On Sun\n\nThe sun is mostly hydrogen, and skin does not like it.\n")
    started("build", "--watch", str(text), cwd=root)
    pdf = root / "dist/sun-a4.pdf"
    wait_for(pdf.exists)
    time.sleep(0.3)
    for word in ("helium", "light"):
        before = pdf.read_bytes()
        new = tmp_path / "new"
        new.write_text(f"On Sun\n\nThe sun is mostly {word}, and skin does not like it.\n")
        new.replace(text)
        wait_for(lambda before=before: pdf.read_bytes() != before)


@pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix")
def test_watching_says_when_a_fault_is_mended(make_project: Any, tmp_path: Path) -> None:
    root = make_project(write_articles(rain="Wet.", sun="Dry."))
    log = tmp_path / "stderr"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [*COMMAND, "build", "--watch"],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        said = 0

        def change(path: str, text: str, *, until: str) -> str:
            nonlocal said
            (root / path).write_text(text)
            wait_for(lambda: until in log.read_text()[said:])
            time.sleep(0.3)
            news = log.read_text()[said:]
            said += len(news)
            return news

        wait_for((root / "dist/sun-a4.pdf").exists)
        time.sleep(0.5)
        said = len(log.read_text())
        files = {name: f"content/articles/{name}.md" for name in ("rain", "sun")}
        good = {name: (root / path).read_text() for name, path in files.items()}
        bad = {name: text + "\n[a](b.md)\n" for name, text in good.items()}
        clinic = (root / "content/clinic.toml").read_text()

        assert "well" not in change(files["rain"], bad["rain"], until="b.md")
        # What is built from is what it was, so there is nothing to build.
        assert "All is well again.\n" in change(files["rain"], good["rain"], until="well")
        change(files["rain"], bad["rain"], until="b.md")
        change(files["sun"], bad["sun"], until="sun.md:")
        assert "well" not in change("content/clinic.toml", "name = ", until="clinic.toml:1")
        news = change("content/clinic.toml", clinic, until="mended")
        assert f"One fault is mended; not yet: {files['rain']}, {files['sun']}.\n" in news
        news = change(files["sun"], good["sun"], until="mended")
        assert f"One fault is mended; not yet: {files['rain']}.\n" in news
        assert "well" not in change(files["sun"], good["sun"] + "More.\n", until="Built 1")
        assert "All is well again.\n" in change(files["rain"], good["rain"], until="well")
        template = (root / "templates/handout.html").read_text()
        change("templates/handout.html", "{% if %}", until="Error: templates/handout.html")
        assert "All is well again.\n" in change("templates/handout.html", template, until="well")
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("clinic", ["good", "mended later"])
def test_watching_what_is_not_there_ends(make_project: Any, started: Any, clinic: str) -> None:
    root = make_project(write_articles(rain="Wet."))
    text = (root / "content/clinic.toml").read_text()
    if clinic != "good":
        (root / "content/clinic.toml").write_text("name = ")
    process = started("build", "--watch", "rian", cwd=root)
    if clinic != "good":
        time.sleep(2)
        assert process.poll() is None
        (root / "content/clinic.toml").write_text(text)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert "Error: there is no article “rian”." in err
    assert "Hint: did you mean “rain”?" in err
