"""Measure what `docs/scale.md` plans with: merges of one process, two, a cluster, and the disk.

    python benchmarks/scale.py merge one|two|cluster|full [--rows N] [--note]
    python benchmarks/scale.py files [--rows N]       the same bytes written without handout
    python benchmarks/scale.py folder DIR [--rows N]  N more small files in a folder, then list it

Each call is short and prints one line of JSON. `one` is held to one core by `taskset`. Each of the
recipients has a name and an appointment, and with `--note` a note of three lines, too. Files go
to the system's folder for temporary ones: `TMPDIR` chooses another disk.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handout.files.writing import FileWriter  # noqa: E402 - the path comes first

PRACTITIONERS = ("Grace Okafor", "Tom Ashdown", "Nadia Rahman", "Elin Price")
PARTS = ("left cheek", "right cheek", "forehead", "upper lip", "chin")
SYLLABLES = ("Ka", "Mo", "Li", "Ve", "Se", "An", "Bo", "Te", "Ni", "Ha")
MERGE = [sys.executable, "-m", "handout", "merge", "scale", "list.csv", "--all", "--json"]
SMALL = 1000
_NOTE = (
    "Please come to the front desk and bring the cream. If your {} stings, call us before your next"
    " visit, ask for file {}, and use nothing on it but the plain cream until we have met again."
)


def write_project(root: Path) -> None:
    """Write the sample clinic with an article whose values all stand in lines of their own."""
    shutil.copytree(ROOT / "content", root / "content")
    text = (root / "content/articles/after-your-peel.md").read_text(encoding="utf-8")
    text = text.replace("on {{ recipient.appointment }}", "on the day that is named above")
    text = text.replace("{{ recipient.note }}", "{{ recipient.advice }}")
    (root / "content/articles/scale.md").write_text(text, encoding="utf-8")


def write_list(path: Path, rows: int, *, has_note: bool) -> None:
    """Write recipients of whom no two have the same name, appointment or note."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "practitioner", "appointment", "advice"])
        for number in range(rows):
            name = "".join(SYLLABLES[int(digit)].lower() for digit in f"{number:06}")
            part = PARTS[number % len(PARTS)]
            writer.writerow(
                [
                    f"{name[:6].title()} {name[6:].title()}",
                    PRACTITIONERS[number % len(PRACTITIONERS)],
                    f"{number % 28 + 1} May 2027, {number % 9 + 8}.{number % 60:02},"
                    f" room {number:05}",
                    _NOTE.format(part, number) if has_note else _NOTE.format("skin", 1),
                ]
            )


@contextmanager
def open_cluster() -> Iterator[str]:
    """Start two worker processes of one thread each, and yield the scheduler's address."""
    import distributed

    make: Any = distributed.LocalCluster
    with make(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster.scheduler_address


def run_merge(root: Path, how: str, rows: int, address: str, *, has_note: bool) -> dict[str, Any]:
    """Run `handout merge` once; return what it says, and its time from the outside."""
    write_list(root / "list.csv", rows, has_note=has_note)
    # A new one each time: ext4 is slow to make files soon after many were removed.
    output = Path(tempfile.mkdtemp(dir=root)) / "out"
    words = {
        "one": ["taskset", "-c", "0", *MERGE, "-j1"],
        "two": [*MERGE, "-j2"],
        "cluster": [*MERGE, "--cluster", address],
        "full": ["taskset", "-c", "0", *MERGE, "-j1", "--full"],
    }[how]
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*words, "-o", str(output)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    taken = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["built"] == rows
    sizes = [path.stat().st_size for path in output.glob("*.pdf")]
    lists = {
        name: (output / name).stat().st_size / rows for name in ("index.csv", ".handout-journal")
    }
    return {
        "seconds": round(taken, 2),
        # Of processors, without a cluster's workers; it tells even while others are at work.
        "cpu_seconds": round(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2
        ),
        "megabytes": after.ru_maxrss // 1024,
        "in_full": sum(said["rendered_in_full"].values()),
        "bytes_each": round(sum(sizes) / len(sizes)),
        "bytes_a_row": {name: round(size) for name, size in lists.items()},
    }


def measure_merge(how: str, rows: int, *, has_note: bool) -> dict[str, Any]:
    """Run a small merge and a large one: the difference tells the rate without the start."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_project(root)
        small = rows // 4 if how == "full" else SMALL
        with open_cluster() if how == "cluster" else _nothing() as address:
            run_merge(
                root, how, small, address, has_note=has_note
            )  # makes the font faces, and fills the disk's cache
            first = run_merge(root, how, small, address, has_note=has_note)
            second = run_merge(root, how, rows, address, has_note=has_note)
    found: dict[str, Any] = {"how": how, "rows": rows, "has_note": has_note}
    for name in ("seconds", "cpu_seconds"):
        found[f"docs_in_{name}"] = round((rows - small) / (second[name] - first[name]), 1)
    return {**found, "small": first, "large": second}


def measure_files(rows: int) -> dict[str, Any]:
    """Write and hash files of a PDF's size, each whole or not at all, as a merge does."""
    data = os.urandom(60_000)
    with tempfile.TemporaryDirectory() as folder:
        writer = FileWriter(Path(folder), mode=0o600)
        begun = time.perf_counter()
        for number in range(rows):
            writer.write(f"{number:020}.pdf", (data, b"%d" % number))
        taken = time.perf_counter() - begun
        begun = time.perf_counter()
        for path in Path(folder).iterdir():
            hashlib.sha256(path.read_bytes()).hexdigest()
        read = time.perf_counter() - begun
    return {"files_a_second": round(rows / taken), "read_and_hashed": round(rows / read)}


def measure_folder(folder: Path, rows: int) -> dict[str, Any]:
    """Put more small files into a folder, and list it."""
    folder.mkdir(exist_ok=True)
    there = sum(1 for _ in os.scandir(folder))
    writer = FileWriter(folder, mode=0o600)
    begun = time.perf_counter()
    for number in range(there, there + rows):
        writer.write(f"{hashlib.md5(b'%d' % number).hexdigest()[:20]}.pdf", (b"x",))
    made = time.perf_counter() - begun
    begun = time.perf_counter()
    count = sum(entry.name.endswith(".pdf") for entry in os.scandir(folder))
    listed = time.perf_counter() - begun
    return {
        "files": count,
        "made_a_second": round(rows / made),
        "listed_in_s": round(listed, 3),
        "folder_bytes": folder.stat().st_size,
    }


@contextmanager
def _nothing() -> Iterator[str]:
    yield ""


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=("merge", "files", "folder"))
    parser.add_argument("which", nargs="?", default="")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--note", action="store_true")
    given = parser.parse_args()
    if given.what == "merge":
        found = measure_merge(given.which, given.rows, has_note=given.note)
    elif given.what == "files":
        found = measure_files(given.rows)
    else:
        found = measure_folder(Path(given.which), given.rows)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
