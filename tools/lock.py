"""Writes requirements.lock from pyproject.toml, or says that it is stale (--check, offline)."""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"


def asked_for(project: Path = PROJECT) -> str:
    """A digest of everything in pyproject.toml that decides what is installed."""
    read = tomllib.loads(project.read_text(encoding="utf-8"))
    deciding = [
        read["project"]["requires-python"],
        read["project"]["dependencies"],
        read["dependency-groups"],
    ]
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def header(digest: str) -> str:
    """The comment that opens the lock, and ties it to what was asked for."""
    return (
        "# Every package of every platform and Python from 3.11, with its hashes.\n"
        "# Written by `make lock` (`make lock UPGRADE=1` takes newer versions); never by hand.\n"
        f"# asked for: sha256:{digest}\n"
    )


def compile_lock(*, upgrade: bool) -> str:
    """The pinned packages, each with its hashes, as uv resolves them for all platforms at once."""
    command = [
        str(Path(sys.executable).with_name("uv")),
        *("pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest"),
        *("--generate-hashes", "--no-emit-index-url", "--no-header"),
        *("--python-version", "3.11", "--group", "dev", "--output-file", LOCK.name),
        *(["--upgrade"] if upgrade else []),
        PROJECT.name,
    ]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit("uv could not resolve pyproject.toml: see above.")
    return LOCK.read_text(encoding="utf-8")


def main() -> None:
    """Write the lock, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    digest = asked_for()
    if check:
        if f"sha256:{digest}\n" not in LOCK.read_text(encoding="utf-8"):
            sys.exit("requirements.lock is older than pyproject.toml: run `make lock`.")
        return
    pins = compile_lock(upgrade=bool(os.environ.get("UPGRADE")))
    LOCK.write_text(header(digest) + pins, encoding="utf-8")


if __name__ == "__main__":
    main()
