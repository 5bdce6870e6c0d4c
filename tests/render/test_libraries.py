"""Hold what installs the system's libraries, per system."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path

import pytest

from handout.render import libraries


def test_the_names_are_those_that_the_engine_tries() -> None:
    import weasyprint

    source = Path(weasyprint.__file__).parent / "text" / "ffi.py"
    tried = set(re.findall(r"'(lib[\w.+-]+)'", source.read_text()))
    assert {file for library in libraries.LIBRARIES for file in library.files} <= tried


def test_this_machine_has_what_the_engine_needs() -> None:
    assert all(libraries.is_loadable(one) for one in libraries.LIBRARIES if not one.is_optional)


def test_a_library_that_is_not_there_is_found_missing() -> None:
    assert not libraries.is_loadable(libraries.Library(name="Ghost", files=("libghost.so.9",)))


@pytest.mark.parametrize(
    ("release", "line"),
    [
        (
            {"ID": "debian"},
            "sudo apt-get update && sudo apt-get install --no-install-recommends"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ),
        (
            {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"},
            "sudo apt-get update && sudo apt-get install --no-install-recommends"
            " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ),
        ({"ID": "fedora"}, "sudo dnf install pango"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install pango"),
        ({"ID": "arch"}, "sudo pacman -S pango"),
    ],
)
def test_linux_lines(monkeypatch: pytest.MonkeyPatch, release: dict[str, str], line: str) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    assert libraries.write_install_line(libraries.name_system(), is_root=False) == line
    as_root = libraries.write_install_line(libraries.name_system(), is_root=True)
    assert as_root == line.replace("sudo ", "")


def test_the_repositorys_own_set_up_says_the_same() -> None:
    words = (Path(__file__).parents[2] / "run").read_text(encoding="utf-8")
    printed = [line for line in words.splitlines() if "apt-get install --" in line]
    assert printed
    assert all("sudo apt-get update && sudo apt-get install" in line for line in printed)


def test_alpine_asks_for_the_very_files() -> None:
    line = libraries.write_install_line("alpine", is_root=True)
    assert line.startswith("apk add so:libgobject-2.0.so.0 ")
    assert "so:libharfbuzz-subset.so.0" in line


@pytest.mark.parametrize(
    ("name", "words"), [("darwin", "brew install pango"), ("win32", "mingw-w64-ucrt-x86_64-pango")]
)
def test_other_systems(monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    monkeypatch.setattr(sys, "platform", name)
    line = libraries.write_install_line(libraries.name_system(), is_root=False)
    assert words in line
    assert "sudo" not in line


def test_an_unknown_system_is_told_what_to_look_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> dict[str, str]:
        raise OSError

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", fail)
    assert "Pango" in libraries.write_install_line(libraries.name_system(), is_root=False)
