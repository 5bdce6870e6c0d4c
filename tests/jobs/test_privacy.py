"""What is said and left behind tells nobody's name, whatever is wrong and however a run ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import MakeProject, Run, choose_some

SECRETS = ("Xanthippe", "Quux", "geheim77", "xq@example.org", "1804030X")
LIST = f"name,email,note,password\nXanthippe Quux,xq@example.org,1804030X,{SECRETS[2]}\n"
ARTICLE = "---\ntitle: Rain\n---\n\nDear {{ recipient.name }}, it rains.\n"

FAULTY = (
    "{{ {}[recipient.name] }}",
    "{{ recipient.name.nothing }}",
    "{{ recipient[recipient.name] }}",
    "{{ [1][recipient.name] }}",
    "{{ recipient.name() }}",
    "{{ recipient.name.upper(recipient.name) }}",
    "{{ recipient.name | round }}",
    "{{ recipient.name + 1 }}",
    "{{ recipient.name * recipient.name }}",
    "{{ '%d' % recipient.name }}",
    "{{ '%(x)s' % {recipient.name: 1} }}",
    "{{ recipient.name % 1 }}",
    "{{ -recipient.name }}",
    "{{ range(recipient.name) }}",
    "{{ [1] | map(recipient.name) | list }}",
    "{{ [1] | select(recipient.name) | list }}",
    "{{ [clinic] | map(attribute=recipient.name) | join }}",
    "{{ {recipient.name: 1} | dictsort(by=recipient.name) }}",
    "{{ namespace(**{recipient.name: 1}).x }}",
    "{{ dict(recipient.name) }}",
    "{{ cycler(recipient.name).nothing }}",
    "{{ _(recipient.name, x=recipient.name).nothing }}",
    "{{ _('%(y)s', **{recipient.name: 1}) }}",
    "{{ recipient.name | long_date }}",
    "{{ recipient.name | file_uri }}",
    "{{ recipient.name | inline }}",
    "{{ recipient.name | kind }}",
    "{% include recipient.name %}",
    "{% include [recipient.name, recipient.note] %}",
    "{% import recipient.name as x %}",
    "{% from recipient.name import x %}",
    "{% extends recipient.name %}",
    "{% for a, b, c in [recipient.name] %}{% endfor %}",
    "{% set a, b = recipient.name %}",
    "{% macro m(a) %}{% endmacro %}{{ m(**{recipient.name: 1}) }}",
    "{{ recipient | first | nothing }}",
    "{{ recipient }}",
    "{{ recipient.items }}",
    "{{ recipient.items()[recipient.name] }}",
    "{{ recipient.name.encode }}",
    "{{ recipient.name.format(recipient.note) }}",
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a folder for temporary files of one's own, here and in other processes."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def find_told(folders: tuple[Path, ...], *texts: str) -> list[str]:
    """Return where a secret stands: in what was printed, or in a file that is not for it."""
    found = [f"printed: {one}" for text in texts for one in SECRETS if one in text]
    for folder in folders:
        for path in folder.rglob("*"):
            is_meant = path.name == "list.csv" or path.suffix == ".pdf" or "failed" in path.name
            if path.is_file() and not is_meant:
                data = path.read_bytes()
                found += [f"{path}: {one}" for one in SECRETS if one.encode() in data]
            found += [f"the name of {path}" for one in SECRETS if one in path.name]
    return found


@pytest.mark.parametrize("template", choose_some(FAULTY, 8))
def test_a_template_that_fails_quotes_nobody(
    make_project: MakeProject, run: Run, temporary: Path, template: str
) -> None:
    whole = template if "extends" in template else f"<p>\n{template}"
    files = {"content/articles/rain.md": ARTICLE, "templates/handout.html": whole}
    root = make_project({**files, "list.csv": LIST})
    merged = run("-v", "merge", "rain", "list.csv", "--all", "-j1", cwd=root)
    bound_list = LIST.replace("password", "secret")
    (root / "list.csv").write_text(bound_list)
    bound = run("-v", "merge", "rain", "list.csv", "--all", "--single-file", "x.pdf", cwd=root)
    for result in (merged, bound):
        assert result.exit_code in (3, 1), result.stderr
        assert "bug in handout" not in result.stderr
        assert "handout.html" in result.stderr, result.stderr
        assert not find_told((root, temporary), result.stdout, result.stderr)


@pytest.mark.parametrize("shift", choose_some([-1, -3, -2, 1, 2, 3], 3))
@pytest.mark.parametrize("skips", [True, False])
def test_rows_that_are_shifted_quote_nobody(
    make_project: MakeProject, run: Run, temporary: Path, shift: int, skips: bool
) -> None:
    columns = ["name", "language", "format", "password", "email", "note", "consent"]
    values = ["Xanthippe Quux", "en", "a4", SECRETS[2], "xq@example.org", "1804030X", "yes"]
    shifted = values[-shift:] + values[:-shift]
    rows = [columns, shifted, values if skips else shifted]
    text = "".join(f"{','.join(row)}\n" for row in rows)
    root = make_project({"content/articles/rain.md": ARTICLE, "list.csv": text})
    for more in ([], ["--skip-faulty"], ["--json"]):
        result = run("-v", "merge", "rain", "list.csv", "--all", *more, cwd=root)
        assert "bug in handout" not in result.stderr
        assert not find_told((root, temporary), result.stdout, result.stderr), result.stderr


KINDS = [name for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGKILL") if hasattr(signal, name)]


def start(root: Path, *args: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "handout", "-C", str(root), "merge", "rain", "-", "--all"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    process = subprocess.Popen(
        [*command, *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert process.stdin
    process.stdin.write(b"name,note\n")
    process.stdin.writelines(b"Xanthippe Quux %d,1804030X\n" % number for number in range(20_000))
    process.stdin.close()
    return process


def wait_for_work(root: Path, process: subprocess.Popen[bytes], *, is_bound: bool) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.05)
        if not is_bound and len(list(root.glob("dist/rain-merge/*.pdf"))) > 1:
            return
        if is_bound and time.monotonic() > end - 28:
            return
    pytest.fail("it did not begin, or was done too soon")


@pytest.mark.parametrize("one", choose_some(product(KINDS, [True, False]), 3))
def test_what_ends_a_run_leaves_nobody_behind(
    make_project: MakeProject, temporary: Path, one: tuple[str, bool]
) -> None:
    kind, is_bound = one
    root = make_project({"content/articles/rain.md": ARTICLE})
    process = start(root, *(["--single-file", str(root / "all.pdf")] if is_bound else ["-j2"]))
    wait_for_work(root, process, is_bound=is_bound)
    process.send_signal(getattr(signal, kind))
    with process:
        assert process.stderr
        said = process.stderr.read().decode()
    if kind != "SIGKILL":
        assert process.returncode == 130, said
        assert "Interrupted." in said
        assert not list(root.rglob("*.tmp"))
        assert not list(root.rglob(".handout-lock"))
    if is_bound:
        assert not list(root.glob("*.pdf"))
        assert not list(root.glob(".all*")), "the system can do without a name"
    assert not find_told((root, temporary), said)
