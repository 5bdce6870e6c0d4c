"""Make a clinic's folder that builds at once: its settings, two sample articles, a list of clients.

Comes in: where the folder is to be, and what is known of the clinic. Goes out: the files written.
Nothing that is there already is ever written over: all of it is looked at before the first file is
made. What of the sample leads nowhere, such as its telephone number, is left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from handout import assets
from handout.errors import UsageError
from handout.files.reading import read_regular
from handout.files.writing import write_new_files
from handout.read.clinic import LOGO_SUFFIXES
from handout.read.faults import join_names
from handout.write.recipients import make_list

SAMPLE = (
    "content/articles/after-your-peel.md",
    "content/articles/microneedling-and-hair-follicles.md",
    "content/authors/grace.toml",
    "content/authors/nadia.toml",
    "content/images/nadia.svg",
    "content/images/peel-days.svg",
    "content/images/skin-layers.svg",
)
"""What is taken from the shipped content; of its articles and pictures the wheel has just these."""

LIST = "recipients.xlsx"

_NOTE = "Please bring your reading glasses."
_LIST_ROWS = [
    ["name", "email", "appointment", "practitioner", "note"],
    ["Anna Example", "anna@example.org", "Tuesday, 3 March, 10:15", "Grace Okafor", _NOTE],
    ["Ben Sample", "ben@example.org", "Thursday, 5 March, 16:00", "Grace Okafor", ""],
]

_TEXTS = assets.PACKAGE / "jobs" / "new_folder"
"""The clinic's file, in which what is known takes the place of what stands there; and more."""

_LARGEST_LOGO = 10 * 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClinic:
    """What is known of the clinic; an empty text is left out of its file.

    Attributes:
        name: What it is called; else its folder's name.
        colour: The colour of its brand, as `#rrggbb`.
        phone: Its telephone number.
        email: Its e-mail address.
        logo: The file of its logo, which is copied.
    """

    name: str = ""
    colour: str = "#155a72"
    phone: str = ""
    email: str = ""
    logo: Path | None = None


def make_folder(folder: Path, clinic: NewClinic) -> tuple[Path, ...]:
    """Write a clinic's folder and return the files written.

    Args:
        folder: The folder; it may be there already, and hold other things.
        clinic: What is known of the clinic.

    Raises:
        OutputError: A file is in the way (then nothing is written), or writing failed (then what
            was written is taken away again).
        UsageError: The logo is no picture that can be used.
    """
    content = {folder / path: _read_sample(path) for path in SAMPLE}
    content[folder / "content" / "clinic.toml"] = _write_clinic(clinic, folder).encode()
    if clinic.logo is not None:
        content[folder / "content" / "images" / _name_logo(clinic)] = _read_logo(clinic.logo)
    content[folder / LIST] = make_list(Path(LIST), _LIST_ROWS)
    content[folder / ".gitignore"] = (_TEXTS / "gitignore").read_bytes()
    hint = "name another folder, or move that away."
    return tuple(sorted(write_new_files(list(content.items()), folder=folder, hint=hint)))


def _read_sample(path: str) -> bytes:
    data = (assets.shipped_content().parent / path).read_bytes()
    if path.endswith(".svg"):
        return data
    # Addresses of the sample clinic, each on a line of its own, lead nowhere.
    return b"".join(line for line in data.splitlines(keepends=True) if b".example" not in line)


def _write_clinic(clinic: NewClinic, folder: Path) -> str:
    name = clinic.name or folder.resolve().name.replace("-", " ").replace("_", " ")
    text = (_TEXTS / "clinic.toml").read_text("utf-8")
    for key, value in (
        ("name", f"{name[:1].upper()}{name[1:]}" if name.isprintable() else ""),
        ("phone", clinic.phone),
        ("email", clinic.email),
        ("logo", _name_logo(clinic)),
        ("primary", clinic.colour),
    ):
        # A text of JSON is one of TOML, too.
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        if value:
            line = line.replace("\\", r"\\")
            text = re.sub(rf"^(# )?{key} = .*", line, text, flags=re.MULTILINE)
    return text


def _name_logo(clinic: NewClinic) -> str:
    return f"logo{clinic.logo.suffix.lower()}" if clinic.logo else ""


def _read_logo(path: Path) -> bytes:
    if path.suffix.lower() not in LOGO_SUFFIXES:
        raise UsageError(
            f"“{path.name}” is no logo that can be used.",
            hint=f"give a file that ends in {join_names(LOGO_SUFFIXES)}.",
        )
    try:
        return read_regular(path, limit=_LARGEST_LOGO)
    except OSError:
        raise UsageError(
            f"the logo “{path}” cannot be read.", hint="check its name, and the folder you are in."
        ) from None
