"""Many experiments, two at a time, each in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from math import inf
from queue import SimpleQueue
from typing import Any

from lab.endpoints import settings_for_child
from lab.engine import start
from lab.engine.kept import running
from lab.errors import LabError
from lab.experiments.children import Children
from lab.experiments.earlier import seconds_taken
from lab.experiments.experiment import experiment_named
from lab.own_folder import own_folder
from lab.places import settings_at

AT_ONCE = 2
SECONDS = 600.0


class ExperimentFailed(LabError):
    """An experiment could not be carried out; the text is what its process said.

    ``results`` are those of the others that had ended by then.
    """

    results: Sequence[dict[str, Any]] = ()


def results_of(
    names: Sequence[str], progress: Callable[[str], None], at_once: int = AT_ONCE
) -> list[dict[str, Any]]:
    """The results of every change in the order given, as `Study.to_json` has each; two at a time.

    Where nobody keeps an engine or names an endpoint, each thread of work has an engine of its own.
    Raises ExperimentFailed for the first that cannot be carried out.
    """
    ordered = _longest_first(names)
    engines: SimpleQueue[Mapping[str, str]] = SimpleQueue()
    # Left from the last to the first: all are asked to end, threads come home, engines stop.
    with (
        ExitStack() as kept,
        ThreadPoolExecutor(at_once, "experiment") as pool,
        Children(gently=_offered() is not None) as children,
    ):
        for _ in range(at_once):
            engines.put(_place(kept, progress))
        try:
            waiting = {
                name: pool.submit(_one, name, engines, children, progress) for name in ordered
            }
            return [result for name in names for result in waiting[name].result()]
        except ExperimentFailed as failure:
            ended = [waiting[name] for name in names if waiting[name].done()]
            failure.results = [r for each in ended if not each.exception() for r in each.result()]
            raise


def _longest_first(names: Sequence[str]) -> list[str]:
    """So that nothing long is left to the end: what took longest last time, after what is new.

    Of what is new, the larger the patch, the more there is to try.
    """
    took = seconds_taken()
    sizes = {
        name: sum(patch.stat().st_size for patch in experiment_named(name).folder.glob("*.patch"))
        for name in names
    }
    return sorted(names, key=lambda name: (-took.get(name, inf), -sizes[name]))


def _place(kept: ExitStack, progress: Callable[[str], None]) -> Mapping[str, str]:
    """Settings by which a process finds where to work: none where it finds that by itself."""
    offered = _offered()
    if offered is not None:
        return offered
    progress("starting an engine")
    settings = settings_at(kept.enter_context(start()))
    apart = kept.enter_context(own_folder())  # what a killed one leaves goes with it
    return {**settings, "TMPDIR": str(apart)}


def _offered() -> Mapping[str, str] | None:
    """The settings by which a process finds a place that outlives us, if there is one."""
    if os.environ.get("AWS_ENDPOINT_URL"):
        return settings_for_child()
    return {} if running() is not None else None


def _one(
    name: str,
    engines: SimpleQueue[Mapping[str, str]],
    children: Children,
    progress: Callable[[str], None],
) -> list[dict[str, Any]]:
    engine = engines.get()
    try:
        return _ran(name, engine, children, progress)
    finally:
        engines.put(engine)


def _ran(
    name: str,
    engine: Mapping[str, str],
    children: Children,
    progress: Callable[[str], None],
) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "lab.experiments", name]
    said: list[str] = []
    # In a session of its own: Ctrl-C comes to us alone, and each is asked to end once.
    how = {"stderr": subprocess.PIPE, "start_new_session": True}
    with children.start(command, engine, **how) as child:

        def listen() -> None:
            for line in child.stderr or ():
                said.append(line.strip())
                progress(f"{name}: {line.strip()}")

        listening = threading.Thread(target=listen, daemon=True)
        listening.start()
        overdue = threading.Timer(SECONDS, child.terminate)
        overdue.start()
        try:
            told = child.stdout.read() if child.stdout else ""
            code = child.wait()
        finally:
            overdue.cancel()
            listening.join(timeout=5)
            children.running.discard(child)
    try:
        results: list[dict[str, Any]] = json.loads(told)
    except ValueError:
        last = next((line for line in reversed(said) if line), f"it ended with code {code}")
        raise ExperimentFailed(f"{name}: {last}") from None
    return results
