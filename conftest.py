"""One engine and one deployment a design for the whole run, made only when a test asks for them.

With $RIPPLE_STORIES_AT (see `lab.experiments.stories`) tests meet stacks that stand already.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from lab.designs import design_named, designs

if TYPE_CHECKING:  # tests that need no engine must not import it
    from lab.deployment import Deployment
    from lab.places import Place

DESIGNS = tuple(design.name for design in designs())
"""Each has a fixture of its name: the design, deployed."""

ENGINE_FIXTURES = frozenset({"place", "deployment", "deployments", *DESIGNS})

settings.register_profile("dev", deadline=None, print_blob=True)
settings.register_profile(
    "ci",
    deadline=None,
    print_blob=True,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fast", settings.get_profile("dev"), max_examples=20)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """No test meets an engine that somebody keeps, nor an endpoint or account of theirs."""
    own = tempfile.TemporaryDirectory(prefix="ripple-tests-")
    config.add_cleanup(own.cleanup)
    os.environ["XDG_RUNTIME_DIR"] = own.name
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        del os.environ[name]


STANDING = json.loads(os.environ.get("RIPPLE_STORIES_AT", "null"))
"""Where the stacks stand that tests meet instead of deploying; None: they deploy."""

LEFT_OUT = (
    "[each twice-newest_first]",
    "[once-the_placing_last]",
    "test_a_random_batch_one_by_one_in_a_world_that_runs_out",
    *(f"_is_overcome[{name}-before]" for name in DESIGNS),
    "_is_overcome[before]",
)
"""Told once for the base, and not again for every change: others there are much like them."""


LONGER = ("bench", "choreography", "docs", "lab/cli", "orchestration", "orderflow", "tools")
"""Folders of tests that run commands or imitate AWS: a little each, and together a wait.

`make test-fast` does not even import them.
"""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    fast = "not slow" in config.option.markexpr
    tests = config.rootpath / "tests"
    return True if fast and collection_path in [tests / each for each in LONGER] else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if ENGINE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.engine)
        if item.get_closest_marker("seldom"):
            item.add_marker(pytest.mark.slow)
    if STANDING:
        wanted = [
            item
            for item in items
            if _meets(item) == set(STANDING["stacks"]) and not item.name.endswith(LEFT_OUT)
        ]
        config.hook.pytest_deselected(items=[each for each in items if each not in wanted])
        items[:] = wanted


def _meets(item: pytest.Item) -> set[str]:
    """The designs that a test meets: one, or all when it compares them."""
    names = set(getattr(item, "fixturenames", ()))
    chosen = getattr(getattr(item, "callspec", None), "params", {}).get("deployment")
    every = set(DESIGNS) if "deployments" in names else set()
    return names & set(DESIGNS) | every | ({chosen} if chosen else set())


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Leave a line a story where $RIPPLE_STORIES_REPORT names a file."""
    place = os.environ.get("RIPPLE_STORIES_REPORT")
    if not place or (report.when != "call" and report.outcome == "passed"):
        return
    crash = getattr(report.longrepr, "reprcrash", None)
    why = str(crash.message if crash else report.longrepr or "").strip().partition("\n")[0]
    line = {"story": report.nodeid, "outcome": report.outcome, "why": why[:300]}
    with Path(place).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line) + "\n")


@pytest.fixture(scope="module")
def _beside(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder for each test of a module, made when it is asked for."""
    numbers = count()
    folder = tmp_path_factory.mktemp(Path(request.path).stem)

    def made(name: str) -> Path:
        own = folder / f"{re.sub(r'[^a-zA-Z0-9]', '_', name)[:30]}{next(numbers)}"
        own.mkdir()
        return own

    return made


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, _beside: Callable[[str], Path]) -> Path:
    """As pytest's, beside those of its module alone.

    Pytest's lies beside those of all tests, and lists them all to find its name: with thousands of
    tests, a quarter of the time, as what looks for a project above a template lists them again.
    """
    return _beside(request.node.name)


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    from lab.engine.key import Key
    from lab.places import open_place, standing_engine

    if STANDING:
        key = Key.from_wire(STANDING["key"])
        yield standing_engine(STANDING["endpoint_url"], STANDING["sfn_endpoint_url"], key)
        return
    with open_place("embedded") as opened:
        yield opened


def _fixture(name: str) -> Any:
    @pytest.fixture(scope="session", name=name)
    def standing(place: Place) -> Iterator[Deployment]:
        from lab.deployment import attach, deploy

        if STANDING:
            yield attach(place, design_named(name), STANDING["stacks"][name])
            return
        # Nothing deletes it: the engine it lives in ends with the session.
        yield deploy(place, design_named(name), drills=True)

    return standing


globals().update({f"_{name}": _fixture(name) for name in DESIGNS})


@pytest.fixture(params=list(STANDING["stacks"]) if STANDING else DESIGNS)
def deployment(request: pytest.FixtureRequest) -> Deployment:
    """Each design in turn: a test that asks for this holds all to the same."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def deployments(request: pytest.FixtureRequest) -> list[Deployment]:
    """Every design at once, for a test that holds them against one another."""
    return [request.getfixturevalue(name) for name in DESIGNS]
