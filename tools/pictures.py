"""Draws the README's pictures from what is committed, or checks them (--check).

usage: python tools/pictures.py [--check]

The picture of one order needs an engine: `ripple demo` draws it, and its test holds it.
"""

import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that it works from any folder, like the other tools

from analysis.breakage.model import Breakage  # noqa: E402
from analysis.breakage.picture import heat  # noqa: E402
from analysis.experiments.pictures.touched import touched  # noqa: E402
from analysis.experiments.results import read  # noqa: E402
from analysis.palette import ALARM, CALM  # noqa: E402
from analysis.regular_files import loads  # noqa: E402
from analysis.style import to_bytes  # noqa: E402
from lab.experiments.experiment import CHANGES  # noqa: E402

PICTURES, DRILLS = ROOT / "docs" / "pictures", ROOT / "docs" / "drills"
WIDE, DPI, COLOURS = 10.4, 185, 64  # inches that hold every name, on a sharp screen
FAR, FEW = 48, 1e-5
"""Of 255, how far apart dots are that count as others; and how large a share of them may be."""
RARE = (ALARM, CALM)
"""Colours of few dots that mean something, and so are kept."""


def in_few_colours(dots: Any) -> Image.Image:
    """The picture in its most common colours, every dot in the nearest of them."""
    found, where, many = np.unique(
        dots.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    kept = [np.round(np.array(to_rgb(each)) * 255) for each in RARE]
    kept += list(found[np.argsort(-many, kind="stable")[: COLOURS - len(kept)]])
    palette = np.array(kept, dtype=np.int64)
    apart = ((found[:, None, :].astype(np.int64) - palette[None]) ** 2).sum(axis=2)
    nearest = apart.argmin(axis=1).astype(np.uint8)
    picture = Image.fromarray(nearest[where.reshape(dots.shape[:2])], mode="P")
    picture.putpalette(palette.astype(np.uint8).tobytes())
    return picture


def of_changes() -> bytes:
    """The changes that were made, from changes/results.json."""
    return reduced(touched(read(CHANGES / "results.json"), wide=WIDE))


def of_contracts() -> dict[str, bytes]:
    """What came of broken messages, a design each, from docs/drills."""
    kept = {each.stem: loads(each.read_text("utf-8")) for each in DRILLS.glob("contracts-*.json")}
    return {
        f"{name}.png": reduced(heat(Breakage.from_wire(wire)), dpi=110)
        for name, wire in kept.items()
    }


def reduced(figure: Figure, dpi: int = DPI) -> bytes:
    """The figure in few colours."""
    drawn = to_bytes(figure, "png", dpi=dpi)
    written = BytesIO()
    picture = in_few_colours(np.asarray(Image.open(BytesIO(drawn)).convert("RGB")))
    picture.save(written, "png", optimize=True)
    return written.getvalue()


def told(folder: Path, leaves: str, *arguments: str) -> bytes:
    """What a command leaves in the folder under that name."""
    command = [str(Path(sys.executable).parent / "ripple"), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (folder / leaves).read_bytes()


def drawn() -> dict[str, bytes]:
    """Every picture that needs no engine, by its name, as it is drawn today."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        who = ("graph", "both", "--view", "services", "--out", f"{folder / 'who.png'}")
        return {
            "who-sends-to-whom.png": told(folder, "who.png", *who),
            "services-touched.png": told(folder, "changes.png", "compare", "--out", made),
            "changes.png": of_changes(),
            **of_contracts(),
        }


def stale(now: dict[str, bytes], kept: Path) -> list[str]:
    """The names of pictures that are kept otherwise than they are drawn now, or not at all."""
    paths = {name: kept / name for name in now}
    return [
        name
        for name, path in paths.items()
        if not path.is_file() or not alike(path.read_bytes(), now[name])
    ]


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same: the last bit of a number may differ by the processor."""
    if one == other:
        return True
    first, second = (np.asarray(Image.open(BytesIO(each)).convert("RGB")) for each in (one, other))
    if first.shape != second.shape:
        return False
    apart = np.abs(first.astype(np.int64) - second.astype(np.int64)).max(axis=2)
    return bool((apart > FAR).mean() <= FEW)


def main(arguments: list[str]) -> int:
    """Write the pictures, or say which are no longer what would be drawn; 1 when any is."""
    now = drawn()
    old = stale(now, PICTURES)
    if "--check" in arguments:
        for name in old:
            print(f"docs/pictures/{name} is not what is drawn today: run make docs, and look at it")
        return bool(old)
    for name in old:
        (PICTURES / name).write_bytes(now[name])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
