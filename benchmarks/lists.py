"""Measure how fast lists of recipients are read and checked, and what memory that takes.

    python benchmarks/lists.py [ROWS]

Each kind is read in a process of its own, three times; the best processor time counts. The rows
have six columns, some 100 bytes; those “with accents” have letters beyond ASCII in each row.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

COLUMNS = ("name", "email", "date", "appointment", "practitioner", "note")

MEASURE = """\
import re, sys, time
from pathlib import Path
from handout.read.recipients import check_recipients, read_recipients
from handout.read.recipients.options import ListOptions
started = time.process_time()
recipients = read_recipients(Path(sys.argv[1]), lambda _: None, options=ListOptions(language="en"))
found = check_recipients(recipients, lambda _: None, formats=["a4"], languages=["en"])
seconds = time.process_time() - started
(peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(found.rows / seconds, int(peak) / 1024, found.faults)
"""


def make_rows(count: int, name: str) -> list[tuple[str, ...]]:
    """Return the rows of a list, all different."""
    return [
        (
            f"{name} {n}",
            f"client{n}@example.org",
            f"2026-03-{n % 28 + 1:02}",
            f"Tuesday {n % 10 + 8}:15",
            "Dr Osei",
            f"Take care of the left side, and call us about {n}",
        )
        for n in range(count)
    ]


def write_lists(folder: Path, count: int) -> dict[str, Path]:
    """Write a list of each kind, and return them by what they are called."""
    plain = make_rows(count, "Ann Lee")
    lists = {}
    for title, rows in (("CSV", plain), ("CSV with accents", make_rows(count, "Zoë Lée"))):
        path = lists[title] = folder / f"{title.replace(' ', '-')}.csv"
        path.write_text("\n".join(",".join(f'"{one}"' for one in row) for row in [COLUMNS, *rows]))
    objects = [json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in plain]
    lists["JSON Lines"] = folder / "list.jsonl"
    lists["JSON Lines"].write_text("\n".join(objects))
    lists["JSON"] = folder / "list.json"
    lists["JSON"].write_text(f"[{','.join(objects)}]")
    for title, has_days in (("XLSX", False), ("XLSX with days", True)):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(COLUMNS)
        for n, row in enumerate(plain):
            day = datetime(2026, 3, 4, 10) + timedelta(days=n % 28)  # noqa: DTZ001 # as sheets have them
            sheet.append((*row[:2], day, day, *row[4:]) if has_days else row)
        lists[title] = folder / f"{title.replace(' ', '-')}.xlsx"
        book.save(lists[title])
    return lists


def main() -> None:
    """Measure each kind, and print a line of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        for title, path in write_lists(Path(folder), count).items():
            runs = []
            for _ in range(3):
                command = [sys.executable, "-c", MEASURE, str(path)]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                rate, peak, faults = map(float, done.stdout.split())
                assert not faults, title
                runs.append((rate, peak))
            rate, peak = max(runs)
            print(f"{title:18} {rate:8,.0f} rows/s {peak:6,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
