"""Fails when a tracked file names a package index, or a path of the machine it was written on."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 2_000_000  # bytes; a larger file is data, and has no place in git here

# In pieces, so that this file does not find itself.
INDEX = re.compile(
    r"pypi\." + r"org|pythonhosted\." + r"org|(--|_)?(extra-)?index-" + r"url\s*[=' ]\s*\S*://",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.])/(home|Users|root|work)" + r"/[\w.-]+|[A-Z]:\\" + r"Users\\")


def tracked() -> list[Path]:
    """The files that git tracks, as they are on disk."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def findings(text: str) -> Iterator[tuple[int, str]]:
    """Line number and what was found there."""
    for number, line in enumerate(text.splitlines(), start=1):
        if match := INDEX.search(line):
            yield number, f"names a package index: {match[0]}"
        if match := MACHINE.search(line):
            yield number, f"names a path of one machine: {match[0]}"


def main() -> int:
    """Print each finding; 1 when there is one."""
    code = 0
    for path in tracked():
        name = path.relative_to(ROOT)
        if path.stat().st_size > LARGEST:
            print(f"{name}: larger than {LARGEST:,} bytes")
            code = 1
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, found in findings(text):
            print(f"{name}:{number}: {found}")
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
