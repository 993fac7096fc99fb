"""What a run of the changes leaves: the results, the page, the pictures."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.experiments import outcomes
from analysis.experiments.foretold import first_predicted
from analysis.experiments.pictures.album import write
from analysis.experiments.pictures.graphs import before_and_after
from analysis.experiments.pictures.panels import Findings, Panel
from analysis.experiments.results import read_earlier
from analysis.palette import DESIGNS, Signatures
from lab.errors import LabError
from lab.experiments.earlier import BASELINE
from lab.experiments.experiment import experiment_named
from lab.experiments.scratch import scratch
from lab.experiments.static import compared
from lab.own_folder import own_folder

FEATURED = "insert-fraud-check"
"""The change of which the graphs are shown, where it was run."""


class NotLeft(LabError):
    """The results cannot be written; the text names the place."""


def leave(
    results: Sequence[dict[str, Any]], out: Path, signed: Signatures = DESIGNS
) -> list[tuple[Path, str]]:
    """Write results, page and pictures into a folder, whole or not at all; says what each is."""
    found = outcomes(list(results))
    before = first_predicted(found, read_earlier(BASELINE))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with own_folder(out.parent) as folder:
            told = folder / "results.json"
            told.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            panels = featured_panels([each.change for each in found])
            kept = [told, *write(Findings(found, panels, before, signed), folder)]
            out.mkdir(exist_ok=True)
            return [(each.replace(out / each.name), _what(each.name)) for each in kept]
    except OSError as error:
        raise NotLeft(f"{out} cannot be written: {error.strerror or error}.") from error


def featured_panels(changes: Sequence[str]) -> list[Panel]:
    """The graphs of one of these changes, each design's before and after it."""
    featured = experiment_named(FEATURED if FEATURED in changes else changes[0])
    with scratch(featured) as tree:
        return [
            panel
            for found in compared(featured, tree).values()
            for panel in before_and_after(found.difference, featured.title)
        ]


def _what(name: str) -> str:
    return {
        "results.json": "every figure of every change",
        "changes.html": "the page: pictures, tables, what was predicted and what came of it",
        "changes.png": "the page as one picture",
        "changes.svg": "the page as one picture, to be scaled",
    }.get(name, "a picture")
