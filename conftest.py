"""One engine and one deployment a design for the whole run, made only when a test asks for them.

With $RIPPLE_STORIES_AT (see `lab.experiments.stories`) tests meet stacks that stand already.
"""

from __future__ import annotations

import gc
import json
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
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

OLD = "tests/stories/"
LIKE_ANOTHER = "told once for the base: it is much like others that are told"
LEFT_OUT: Mapping[str, str] = {
    "test_whatever_comes_first_the_order_ends_the_same[each twice-newest_first]": LIKE_ANOTHER,
    "test_whatever_comes_first_the_order_ends_the_same[once-the_placing_last]": LIKE_ANOTHER,
    "test_a_random_batch_one_by_one_in_a_world_that_runs_out": LIKE_ANOTHER,
    **{
        f"test_a_transient_fault_in_any_capability_is_overcome[{name}-before]": LIKE_ANOTHER
        for name in DESIGNS
    },
    "test_a_fault_in_publishing_is_overcome[before]": LIKE_ANOTHER,
}
"""Old stories, by name, that are not told again for every change, and why."""


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
        reasons = {item: _left_out(item, {*STANDING["stacks"]}) for item in items}
        for item, why in reasons.items():
            # What is for others, or for one of these alone, is told where it is for all that stand.
            if why and (not _meets(item) or _meets(item) >= {*STANDING["stacks"]}):
                _report(story=item.nodeid, outcome="left out", why=why)
        config.hook.pytest_deselected(items=[item for item, why in reasons.items() if why])
        items[:] = [item for item, why in reasons.items() if not why]


def _left_out(item: pytest.Item, standing: set[str]) -> str:
    """Why a story is not told to the designs that stand, "" where it is."""
    meets = _meets(item)
    if not meets:
        return "it meets no design"
    if meets != standing:
        return f"it is for {' and '.join(sorted(meets))}"
    return LEFT_OUT.get(item.name, "") if item.nodeid.startswith(OLD) else ""


def pytest_collection_finish() -> None:
    """Garbage is looked for less often, and not in what was collected, which stays to the end.

    With thousands of tests in memory that was a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _meets(item: pytest.Item) -> set[str]:
    """The designs that a test meets: one, or all when it compares them."""
    names = set(getattr(item, "fixturenames", ()))
    chosen = getattr(getattr(item, "callspec", None), "params", {}).get("deployment")
    every = set(DESIGNS) if "deployments" in names else set()
    return names & set(DESIGNS) | every | ({chosen} if chosen else set())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave a line a story where $RIPPLE_STORIES_REPORT names a file; end where that is enough."""
    report = yield
    if report.when == "call" or report.outcome != "passed":
        crash = getattr(report.longrepr, "reprcrash", None)
        why = str(crash.message if crash else report.longrepr or "").strip().partition("\n")[0]
        asserted = bool(call.excinfo and call.excinfo.errisinstance(AssertionError))
        asserted = asserted and report.when == "call" and report.outcome == "failed"
        _report(story=item.nodeid, outcome=report.outcome, why=why[:300], asserted=asserted)
        if asserted and "RIPPLE_STORIES_UNTIL_ONE_FAILS" in os.environ:
            item.session.shouldstop = "a story failed by its assertion"
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file of stories that cannot be read is said as one that failed."""
    if report.failed:
        why = str(report.longrepr).strip().rpartition("\n")[2]
        _report(story=report.nodeid, outcome="failed", why=why[:300])


def _report(**line: Any) -> None:
    if place := os.environ.get("RIPPLE_STORIES_REPORT"):
        with Path(place).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")


@pytest.fixture(scope="module")
def _beside(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder for each test of a module, made when it is asked for.

    Its path is no longer than pytest's would be: a socket takes 107 characters.
    """
    numbers = count()
    folder = tmp_path_factory.mktemp("m")

    def made(name: str) -> Path:
        own = folder / f"{re.sub(r'[^a-zA-Z0-9]', '_', name)[:20]}{next(numbers)}"
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
