"""Gives every reader inputs changed at random; none may end in a traceback.

usage: python tools/fuzz.py [--count 100000] [--seed 1] [--only READER ...]

An input is answered or refused in a sentence (`Refused`); anything else, and any input that takes
over ten seconds, is printed with what makes it again, and the tool exits 1.
"""

import argparse
import contextlib
import json
import os
import resource
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import fuzz_lab  # noqa: E402 - from this checkout, wherever it is called
from mutating import changed_bytes, changed_code, changed_tree  # noqa: E402

import analysis  # noqa: E402
from analysis.experiments import results  # noqa: E402
from analysis.graph import to_json  # noqa: E402
from analysis.observe.observing import observe_sides  # noqa: E402
from analysis.refusals import Refused  # noqa: E402
from analysis.source.document import Block, Items  # noqa: E402
from analysis.source.files import Files  # noqa: E402
from analysis.timeline_layout import pictures_of  # noqa: E402
from analysis.traces.model import Recorded  # noqa: E402
from analysis.traces.wire import read_traces  # noqa: E402

PATIENCE = 10  # seconds of a processor for one input
ROUND = 50  # inputs of one reader before the next has its turn
WORLDS = ROOT / "tools" / "fuzz_worlds"
TRACES = ROOT / "tests" / "analysis" / "traces"
OUTCOMES = analysis.results(ROOT / "changes" / "results.json")
GUESSES = {
    "add-sales-aggregation": {"choreography": ["ordering"], "orchestration": []},
    "insert-fraud-check": {"choreography": ["payments", "fraud"], "orchestration": ["ordering"]},
}


@dataclass(frozen=True)
class Reader:
    """One kind of input: what it is changed from, how, and who reads it in a folder."""

    change: Callable[[Random], bytes]
    read: Callable[[bytes, Path], object]


@dataclass(frozen=True)
class Fault:
    """An input that was neither answered nor refused."""

    reader: str
    seed: int
    told: str


def readers() -> Mapping[str, Reader]:
    """Every reader by its name."""
    yaml = (WORLDS / "template.yaml").read_bytes()
    definition = json.loads((WORLDS / "definition.json").read_bytes())
    code = (WORLDS / "handler.txt").read_text(encoding="utf-8")
    template = plain(Files().mapping(WORLDS / "template.yaml"))
    traces = [json.loads(each.read_bytes()) for each in sorted(TRACES.glob("*.json"))]
    outcomes = json.loads((ROOT / "changes" / "results.json").read_bytes())[:3]
    return {
        "template-json": Reader(tree(template), system("template.json")),
        "template-yaml": Reader(
            lambda random: changed_bytes(yaml, random), system("template.yaml")
        ),
        "definition": Reader(tree(definition), system("definition.json")),
        "handler": Reader(lambda random: changed_code(code, random).encode(), handler),
        "handler-bytes": Reader(lambda random: changed_bytes(code.encode(), random), handler),
        "traces": Reader(lambda random: tree(random.choice(traces))(random), seen),
        "results": Reader(tree(outcomes), measured),
        "guesses": Reader(
            lambda random: json.dumps(changed_tree(GUESSES, random)).encode(), guessed
        ),
        **{name: of_file(each) for name, each in fuzz_lab.files().items()},
    }


def plain(value: Any) -> Any:
    """A document without its lines."""
    if isinstance(value, Block):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, Items) else value


def tree(value: Any) -> Callable[[Random], bytes]:
    """Changes the value, or the bytes of it as JSON."""

    def change(random: Random) -> bytes:
        if random.random() < 0.1:
            return changed_bytes(json.dumps(value).encode(), random)
        return json.dumps(changed_tree(value, random)).encode()

    return change


def system(name: str) -> Callable[[bytes, Path], None]:
    """Reads a template with the handler beside it, and all that is made of it."""

    def read(content: bytes, folder: Path) -> None:
        (folder / "handler.py").write_bytes((WORLDS / "handler.txt").read_bytes())
        (folder / name).write_bytes(content)
        everything(folder / name)

    return read


def handler(content: bytes, folder: Path) -> None:
    """Reads a handler, its template as it is."""
    (folder / "template.yaml").write_bytes((WORLDS / "template.yaml").read_bytes())
    (folder / "handler.py").write_bytes(content)
    everything(folder / "template.yaml")


def everything(path: Path) -> None:
    """All that reads a system: the graph, the dependencies, the process, what can be asked."""
    architecture = analysis.read(path)
    to_json(architecture.graph("services"))
    architecture.ask()


def seen(content: bytes, folder: Path) -> None:
    """Reads traces into a graph, and lays their picture out."""
    (folder / "traces.json").write_bytes(content)
    found = read_traces(folder / "traces.json", Recorded)
    observe_sides(found)
    wires = json.loads(content)
    pictures_of(wires if isinstance(wires, list) else [wires])


def measured(content: bytes, folder: Path) -> None:
    """Reads results of experiments."""
    (folder / "results.json").write_bytes(content)
    results.read(folder / "results.json")


def guessed(content: bytes, _: Path) -> None:
    """Takes a guess as a notebook gives it, with sets where JSON has lists."""
    found = OUTCOMES.guessed(sets(json.loads(content)))
    str(OUTCOMES.held_against({"me": found}))


def sets(value: Any) -> Any:
    """The value with a set for each list of texts."""
    if isinstance(value, dict):
        return {key: sets(each) for key, each in value.items()}
    return set(value) if isinstance(value, list) and all(map(hashable, value)) else value


def hashable(value: Any) -> bool:
    """Whether a value of JSON can be in a set."""
    return not isinstance(value, dict | list)


def of_file(file: fuzz_lab.File) -> Reader:
    """The reader of a file by its path; its seeds are changed as JSON where they are that."""

    def change(random: Random) -> bytes:
        seed = random.choice(file.seeds)
        if file.name.endswith(".jsonl"):
            lines = [each.encode() for each in seed.splitlines()]
            place = random.randrange(len(lines))
            lines[place] = tree(json.loads(lines[place]))(random)
            return b"\n".join(lines)
        if seed[:1] in {"{", "["}:
            return tree(json.loads(seed))(random)
        return changed_bytes(seed.encode(), random)

    def read(content: bytes, folder: Path) -> None:
        path = folder / "changes" / "some" / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        file.read(path)

    return Reader(change, read)


def faults(name: str, reader: Reader, seeds: range) -> Iterator[Fault]:
    """Each input that is neither answered nor refused."""
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            content = reader.change(Random(f"{name} {seed}"))  # noqa: S311 - to be made again
            try:
                with in_time(), contextlib.suppress(Refused):
                    reader.read(content, Path(folder))
            except Exception:  # noqa: BLE001 - any of them is what is looked for
                yield Fault(name, seed, traceback.format_exc(limit=-4))


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Ends what takes too long."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"over {PATIENCE} seconds")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def main() -> int:
    """Fuzz; exits 1 if any input was neither answered nor refused."""
    known = readers()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000, help="inputs over all readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=known, default=list(known), metavar="READER")
    asked = parser.parse_args()
    os.nice(10)
    warnings.simplefilter("error")
    each = -(-asked.count // len(asked.only))
    first = asked.seed * 10_000_000
    done, bad = dict.fromkeys(asked.only, 0), dict.fromkeys(asked.only, 0)
    with contextlib.suppress(KeyboardInterrupt):  # what was done until then is told
        for start in range(first, first + each, ROUND):
            for name in asked.only:
                seeds = range(start, min(start + ROUND, first + each))
                for fault in faults(name, known[name], seeds):
                    bad[name] += 1
                    print(f"{fault.reader} {fault.seed}:\n{fault.told}", flush=True)
                done[name] += len(seeds)
    for name in asked.only:
        print(f"{name}: {done[name]:,} inputs, {bad[name]} tracebacks")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{sum(done.values()):,} inputs, {sum(bad.values())} tracebacks, "
        f"{used.ru_utime + used.ru_stime:.0f} s of a processor, {used.ru_maxrss / 1000:.0f} MB"
    )
    return 1 if any(bad.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
