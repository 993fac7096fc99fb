"""One experiment in a process of its own: results on stdout, progress and refusals on stderr.

usage: python -m lab.experiments NAME
"""

import json
import signal
import sys
from types import FrameType

from analysis.refusals import Refused
from lab.errors import LabError
from lab.experiments.running import study


def main(name: str) -> None:
    """Carry out the experiment of that name; being told to end takes down what was started."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        results = study(name, progress=_say).to_json()
    except (LabError, Refused) as error:
        sys.exit(str(error))
    json.dump(results, sys.stdout, ensure_ascii=False)


def _leave(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # told twice, still cleaning up once
    sys.exit("stopped.")


def _say(news: str) -> None:
    sys.stderr.write(f"{news}\n")


if __name__ == "__main__":
    main(sys.argv[1])
