"""Draws the README's picture of the changes from changes/results.json, in few colours.

usage: python tools/readme_poster.py
"""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that it works from any folder, like the other tools

from analysis.experiments.pictures.touched import touched  # noqa: E402
from analysis.experiments.results import read  # noqa: E402
from analysis.palette import ALARM, CALM  # noqa: E402
from analysis.style import to_bytes  # noqa: E402
from lab.experiments.experiment import CHANGES  # noqa: E402

PICTURE = ROOT / "docs" / "pictures" / "changes.png"
WIDE, DPI, COLOURS = 9.6, 200, 64  # a page of text is so many inches wide, on a sharp screen
RARE = (ALARM, CALM)
"""Colours of few dots that mean something, and so are kept."""


def in_few_colours(dots: Any) -> Image.Image:
    """The picture in its most common colours, every dot in the nearest of them."""
    found, where, many = np.unique(
        dots.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    kept = [np.round(np.array(to_rgb(each)) * 255) for each in RARE]
    kept += list(found[np.argsort(-many)[: COLOURS - len(kept)]])
    palette = np.array(kept, dtype=np.int64)
    apart = ((found[:, None, :].astype(np.int64) - palette[None]) ** 2).sum(axis=2)
    nearest = apart.argmin(axis=1).astype(np.uint8)
    picture = Image.fromarray(nearest[where.reshape(dots.shape[:2])], mode="P")
    picture.putpalette(palette.astype(np.uint8).tobytes())
    return picture


def main() -> None:
    """Write the picture."""
    drawn = to_bytes(touched(read(CHANGES / "results.json"), wide=WIDE), "png", dpi=DPI)
    dots = np.asarray(Image.open(BytesIO(drawn)).convert("RGB"))
    in_few_colours(dots).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
