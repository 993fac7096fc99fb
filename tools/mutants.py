"""Breaks the code in random places, one at a time, and tells which breaks the tests let through.

usage: python tools/mutants.py [--count 60] [--seed 1] [--jobs 2] [--only PREFIX ...]

Each mutant is made in a scratch copy, so the working tree is never touched. It counts as caught
when the tests that fit its file fail, or do not end in time. Exits 1 if any survived.
"""

import argparse
import ast
import copy
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 180.0  # seconds for the tests of one mutant

FITTING = {
    "orderflow": ("tests/orderflow", "tests/lab/workload/test_world.py"),
    "choreography": ("tests/choreography",),
    "orchestration": ("tests/orchestration",),
    "analysis/code": (
        "tests/analysis/code",
        "tests/analysis/fields",
        "tests/analysis/test_expected_graphs.py",
        "tests/analysis/dependency",
    ),
    "analysis/prediction": (
        "tests/analysis/prediction",
        "tests/analysis/policies",
        "tests/lab/cli/test_ripple_command.py",
    ),
    "analysis/measures": ("tests/analysis/measures",),
    "lab/experiments": ("tests/lab/experiments",),
}
"""The tests that should notice a fault in a folder; those that need an engine are not told."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class Mutant:
    """One fault: where, and what stands there instead."""

    file: Path
    line: int
    told: str
    source: str


def mutants(file: Path) -> Iterator[Callable[[], Mutant]]:
    """Every fault that can be put into a file, each made when asked for."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    same = set(_telling(tree))
    for index, node in enumerate(ast.walk(tree)):
        for changed in () if node in same else _changes(node):
            yield lambda i=index, c=changed, n=node: _made(file, tree, i, n, c)


def _telling(tree: ast.Module) -> Iterator[ast.AST]:
    """What does nothing: annotations, and what decorates classes, frozen or with slots or not."""
    for node in ast.walk(tree):
        told = [*node.decorator_list] if isinstance(node, ast.ClassDef) else []
        told += [getattr(node, name, None) for name in ("annotation", "returns")]
        for each in filter(None, told):
            yield from ast.walk(each)


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], ast.AST]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            yield lambda n: _with(n, ops=[_COMPARED[type(n.ops[0])]()])
        case ast.BinOp(op=op) if type(op) in _COMPUTED:
            yield lambda n: _with(n, op=_COMPUTED[type(n.op)]())
        case ast.BoolOp(op=op):
            other = ast.Or if isinstance(op, ast.And) else ast.And
            yield lambda n: _with(n, op=other())
        case ast.UnaryOp(op=ast.Not()):
            yield lambda n: n.operand
        case ast.IfExp():
            yield lambda n: _with(n, body=n.orelse, orelse=n.body)
        case ast.If() | ast.While() if not _typing(node.test):
            yield lambda n: _with(n, test=ast.UnaryOp(ast.Not(), n.test))
        case ast.Constant(value=bool(value)):
            yield lambda _: ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield lambda _: ast.Constant(value + 1)
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield lambda _: ast.Return(ast.Constant(None))


def _typing(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def _with(node: ast.AST, **fields: object) -> ast.AST:
    made = copy.copy(node)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def _made(
    file: Path, tree: ast.Module, index: int, node: ast.AST, change: Callable[[ast.AST], ast.AST]
) -> Mutant:
    whole = copy.deepcopy(tree)
    there = list(ast.walk(whole))[index]
    new = change(there)

    class Put(ast.NodeTransformer):
        def visit(self, here: ast.AST) -> ast.AST:
            return new if here is there else super().visit(here)

    source = ast.unparse(ast.fix_missing_locations(Put().visit(whole)))
    told = f"{_short(node)}  →  {_short(new)}"
    return Mutant(file, getattr(node, "lineno", 0), told, source)


def _short(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n")[0][:70]


def tests_of(file: Path) -> tuple[str, ...]:
    """The tests that fit a file."""
    return next(tests for folder, tests in FITTING.items() if file.is_relative_to(folder))


def caught(mutant: Mutant, scratch: Path) -> bool:
    """Whether the fitting tests notice it, in a copy of the repository."""
    there = scratch / mutant.file
    before = there.read_text("utf-8")
    there.write_text(mutant.source, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["-m", "not engine and not seldom", *tests_of(mutant.file)]
    try:
        ended = subprocess.run(
            command, cwd=scratch, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        there.write_text(before, "utf-8")
    return ended.returncode != 0


def copied(into: Path) -> Path:
    """A copy of all that git tracks, as it is in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, into / name)
    return into


def main() -> int:
    """Try some mutants, spread evenly over the folders, and list those that survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=list(FITTING))
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311  a draw, no secret
    chosen = []
    for number, folder in enumerate(asked.only):
        files = sorted((ROOT / folder).rglob("*.py"))
        possible = [each for file in files for each in mutants(file.relative_to(ROOT))]
        share = asked.count // len(asked.only) + (number < asked.count % len(asked.only))
        chosen += [make() for make in chance.sample(possible, min(share, len(possible)))]
    with tempfile.TemporaryDirectory() as name:
        places: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(asked.jobs):
            places.put(copied(Path(name) / str(number)))

        def tried(mutant: Mutant) -> bool:
            place = places.get()
            try:
                found = caught(mutant, place)
            finally:
                places.put(place)
            word = "caught  " if found else "SURVIVED"
            print(f"{word}  {mutant.file}:{mutant.line}  {mutant.told}", flush=True)
            return found

        with ThreadPoolExecutor(asked.jobs) as pool:
            found = list(pool.map(tried, chosen))
    print(f"{sum(found)} of {len(found)} caught")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
