"""Writes into changes/results.json what the model says of every change today; says the scores.

What was measured stays as it is, and so do all first figures.

usage: python tools/predictions.py [--check]   (--check fails where the file says otherwise)
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that it works from any folder, like the other tools

from analysis.dependency import depend  # noqa: E402
from analysis.experiments import outcomes  # noqa: E402
from analysis.experiments.foretold import first_predicted  # noqa: E402
from analysis.experiments.results import kept, read_earlier  # noqa: E402
from analysis.experiments.said import score_lines  # noqa: E402
from lab.designs import design_named, designs  # noqa: E402
from lab.experiments.earlier import BASELINE, RESULTS  # noqa: E402
from lab.experiments.experiment import experiment_named  # noqa: E402
from lab.experiments.scoring import held  # noqa: E402
from lab.experiments.static import predicted  # noqa: E402


def foretold(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The results with what the model says of each change today."""
    systems = {each.name: depend([each.template], title=each.name) for each in designs()}
    found = []
    for each in results:
        side = each["side"]
        experiment, design = experiment_named(each["change"]), design_named(side)
        impact = predicted(experiment, design, systems[side])
        layers = {name: sets["actual"] for name, sets in each["layers"].items()}
        asked = {"prediction": experiment.prediction[design]}
        found.append(each | asked | held(impact, each["actual"], {*each["new_services"]}, layers))
    return found


def told(results: list[dict[str, Any]]) -> str:
    """The scores over all changes."""
    found = outcomes(results)
    return "\n".join(score_lines(found, first_predicted(found, read_earlier(BASELINE))))


def main(arguments: list[str]) -> None:
    """Write the file and say the scores before and after, or fail when it is stale."""
    then = kept(RESULTS)
    now = foretold(then)
    if json.dumps(now) == json.dumps(then):  # the order of the ways counts too
        return
    if "--check" in arguments:
        sys.exit("changes/results.json is not what the model predicts today: run `make docs`.")
    RESULTS.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"before:\n{told(then)}\nafter:\n{told(now)}")


if __name__ == "__main__":
    main(sys.argv[1:])
