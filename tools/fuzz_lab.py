"""What `lab` reads of files that anybody may have made, for the fuzzer and the tests."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from analysis.experiments.results import kept  # noqa: E402 - from this checkout
from analysis.source.owners import read_teams  # noqa: E402
from analysis.timeline_layout import pictures_of  # noqa: E402
from lab.designs.finding import read_design  # noqa: E402
from lab.experiments.earlier import differences  # noqa: E402
from lab.experiments.experiment import experiments  # noqa: E402
from lab.experiments.patches import read_patch  # noqa: E402
from lab.trace import mermaid, read_traces, to_wire  # noqa: E402
from lab.workload.generator import generate  # noqa: E402
from lab.workload.orders import read_orders, to_line  # noqa: E402
from lab.workload.world import fit_world, read_world, strangers  # noqa: E402


class File(NamedTuple):
    """One kind of file: its name, who reads it, and what it is changed from."""

    name: str
    read: Callable[[Path], object]
    seeds: tuple[str, ...]


def files() -> dict[str, File]:
    """Every kind of file by what it holds."""
    traces = sorted((ROOT / "tests" / "analysis" / "traces").glob("*.json"))
    change = ROOT / "changes" / "insert-fraud-check"
    orders, world = generate(3)
    lines = "\n".join(map(to_line, orders))
    teams = ('{"a": ["b", "c"], "d": ["e"]}', "a: [b, c]\nd: [e]\n")
    return {
        "orders": File("o.jsonl", _orders, (lines, lines.partition("\n")[0])),
        "world": File("w.json", read_world, (json.dumps(world.to_wire()),)),
        "trace": File("t.json", _trace, tuple(each.read_text() for each in traces)),
        "change": File("change.toml", _change, ((change / "change.toml").read_text(),)),
        "patch": File("x.patch", read_patch, ((change / "choreography.patch").read_text()[:9000],)),
        "design": File(
            "design.toml",
            lambda path: read_design(path.parent),
            ((ROOT / "choreography" / "design.toml").read_text(),),
        ),
        "teams": File("teams.yaml", read_teams, teams),
        "earlier": File("r.json", _earlier, ((ROOT / "changes" / "results.json").read_text(),)),
    }


def _orders(path: Path) -> None:
    orders = read_orders(path)
    strangers(orders, fit_world(orders))


def _trace(path: Path) -> None:
    for each in read_traces(path):
        wire = to_wire(each)
        json.dumps(wire)
        mermaid(each)
        each.timeline(80)
        pictures_of([wire])


def _change(path: Path) -> None:
    for patch in ("choreography.patch", "orchestration.patch"):
        (path.parent / patch).touch()
    experiments(path.parent.parent)


def _earlier(path: Path) -> None:
    differences(kept(path), [{"change": "x", "side": "choreography", "files": 2}])
