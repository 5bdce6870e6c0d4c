"""Set up a bare Debian by the lines of docs/ci.md, and run the recipe there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("debootstrap") is None or os.geteuid() != 0,
    reason="needs debootstrap, and root",
)
def test_the_recipe_for_ci_works_in_a_bare_root(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    targets = [
        "apt-get",
        "indextargets",
        "--format",
        "$(CODENAME) $(REPO_URI)",
        "Created-By: Packages",
    ]
    listed = subprocess.run(targets, capture_output=True, text=True, check=True).stdout
    suite, mirror = listed.split()[:2]
    subprocess.run(
        ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite, bare, mirror],
        check=True,
        capture_output=True,
    )
    # How this machine reaches the network.
    for path in ("/etc/resolv.conf", "/etc/hosts", _CERTIFICATES):
        shutil.copy(path, f"{bare}{path}")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(bare)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = bare.glob("*.whl")

    text = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    needed = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[0]
    recipe = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[0]
    assert " clinic-handout\n" in needed
    needed = needed.replace(" clinic-handout\n", f" /{wheel.name}\n")
    script = f"set -e\n{needed}cd /srv\nhandout new clinic --name Linden\ncd clinic\n{recipe}"
    environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", f"PIP_CERT={_CERTIFICATES}"]
    done = subprocess.run(
        ["chroot", bare, "env", "-i", *environment, "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("All handouts are in dist/.\n")
    built = list(bare.glob("srv/clinic/dist/*.pdf"))
    assert built
    assert all(path.read_bytes().startswith(b"%PDF") for path in built)
