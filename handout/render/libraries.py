"""Know the system libraries that the engine loads, and what installs them on which system.

Asked before the engine is imported, by `handout doctor` and by the repository's `run` script, which
has no package installed yet: only the standard library is imported here. The names are the ones
WeasyPrint 70 tries in `weasyprint/text/ffi.py`.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Mapping
from typing import NamedTuple


class Library(NamedTuple):
    """Name a library, its file on Linux, macOS and Windows, and whether the engine needs it."""

    name: str
    files: tuple[str, ...]
    is_optional: bool = False


_SUBSET = ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll")
LIBRARIES = (
    Library("GObject", ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll")),
    Library("Pango", ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")),
    Library("HarfBuzz", ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")),
    Library("HarfBuzz-subset", _SUBSET, is_optional=True),
    Library("Fontconfig", ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")),
    Library("PangoFT2", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")),
)

DEBIAN_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")

_APT = "apt-get update && apt-get install --no-install-recommends " + " ".join(DEBIAN_PACKAGES)
_INSTALL: Mapping[str, str] = {
    "debian": _APT,
    "ubuntu": _APT,
    "fedora": "dnf install pango",
    "rhel": "dnf install pango",
    "alpine": "apk add " + " ".join(f"so:{library.files[0]}" for library in LIBRARIES),
    "arch": "pacman -S pango",
    "macos": "brew install pango",
    "windows": "pacman -S mingw-w64-ucrt-x86_64-pango",
}
_AFTERWARDS: Mapping[str, str] = {
    "macos": "with a Python that is not Homebrew's, also: "
    "export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib",
    "windows": "in an MSYS2 shell, then: set WEASYPRINT_DLL_DIRECTORIES=C:\\msys64\\ucrt64\\bin",
}


def is_loadable(library: Library) -> bool:
    """Tell whether the system's loader finds a library."""
    for file in library.files:
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def name_system() -> str:
    """Name this system as the table of install lines does; empty when it is none of them."""
    if sys.platform == "darwin":
        return "macos"
    if sys.platform == "win32":
        return "windows"
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    kin = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for name in kin if name in _INSTALL), "")


def write_install_line(system: str, *, is_root: bool) -> str:
    """Write the line to type that installs the libraries.

    Args:
        system: As `name_system` gives it.
        is_root: Whether the user may install without `sudo`.
    """
    if system not in _INSTALL:
        return "install Pango (with PangoFT2, HarfBuzz and Fontconfig) by your system's packages"
    needs_sudo = system not in ("macos", "windows") and not is_root
    sudo = "sudo " if needs_sudo else ""
    line = " && ".join(sudo + command for command in _INSTALL[system].split(" && "))
    return f"{line} ({_AFTERWARDS[system]})" if system in _AFTERWARDS else line
