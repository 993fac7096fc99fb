"""A change as it is asked for: a folder with a request, patches and acceptance stories."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from analysis.regular_files import read_toml
from analysis.wording import offered
from lab.designs import ROOT, Design, designs
from lab.errors import LabError
from lab.experiments.cases import Case

CHANGES = ROOT / "changes"
ASKED = ("title", "request", "why", "prediction")
BOTH = "both"
T = TypeVar("T", dict[str, Any], list[Any])


class NoCheckout(LabError):
    """The changes need the repository's own folders, which an installed package has not."""


class BadExperiment(LabError):
    """A change's folder cannot be used; the text names the file and what is wrong in it."""


class UnknownExperiment(LabError):
    """There is no change of that name; the text offers those there are."""


@dataclass(frozen=True)
class Experiment:
    """One change: what is asked for, and where its patches and stories are.

    prediction: by design, the operator with its arguments that stands for it; endings: the endings
    of the old design that the request turns into another, "cancelled: out of stock" into
    "confirmed"; excused: invariants, by name, that the request makes untrue; orders: those that the
    change is about, placed beside today's while it is deployed; excused_orders: why orders of a
    name (with * and ?) need not end as they should while it is.
    """

    name: str
    folder: Path
    title: str
    request: str
    why: str
    prediction: Mapping[Design, str]
    endings: Mapping[str, str] = field(default_factory=dict)
    excused: frozenset[str] = frozenset()
    orders: tuple[Case, ...] = ()
    excused_orders: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The operator alone, such as insert-step."""
        return next(iter(self.prediction.values())).split()[0]

    @property
    def designs(self) -> tuple[Design, ...]:
        """The designs that it is made in."""
        return tuple(self.prediction)

    @property
    def shared(self) -> Path | None:
        """The patch of what the designs share, where there is one."""
        patch = self.folder / "business.patch"
        return patch if patch.exists() else None

    @property
    def forecast(self) -> Path | None:
        """Its first score, kept as it was; None of a change that the model was fitted to."""
        kept = self.folder / "forecast.json"
        return kept if kept.exists() else None

    @property
    def stories(self) -> Path:
        """The folder of its acceptance stories."""
        return self.folder / "stories"

    def _repr_markdown_(self) -> str:
        """What is asked for, as a notebook shows it."""
        from analysis.experiments.guesses import requests

        return requests(self)

    def patch(self, design: Design) -> Path:
        """The patch of one design."""
        return self.folder / f"{design.name}.patch"


def experiments(folder: Path = CHANGES) -> tuple[Experiment, ...]:
    """Every change in the folder, by name; raises BadExperiment, NoCheckout."""
    return tuple(_read(folder / name) for name in _names(folder))


def experiment_named(name: str, folder: Path = CHANGES) -> Experiment:
    """The change of that name; raises UnknownExperiment offering the nearest, and as above."""
    known = _names(folder)
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        offer = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(known)}."
        raise UnknownExperiment(f"There is no change {name!r}: {offer}")
    return _read(folder / name)


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise NoCheckout(
            f"{folder.parent} has no {folder.name}, which are in the repository alone: "
            "run this in a checkout."
        )
    return [each.parent.name for each in sorted(folder.glob("*/change.toml"))]


def _read(folder: Path) -> Experiment:
    path = folder / "change.toml"
    told = read_toml(path, BadExperiment)
    missing = [each for each in ASKED if each not in told]
    if missing:
        raise BadExperiment(f"{path} has no `{missing[0]}`: say it.")
    words = {each: _text(told[each], each, path) for each in ASKED[:-1]}
    found = Experiment(
        name=folder.name,
        folder=folder,
        prediction=_prediction(told["prediction"], path),
        endings={
            old: _text(new, f"endings.{old}", path)
            for old, new in _of(dict, told.get("endings", {}), "endings", path).items()
        },
        excused=frozenset(
            _text(each, "excused", path)
            for each in _of(list, told.get("excused", []), "excused", path)
        ),
        orders=tuple(_case(x, path) for x in _of(list, told.get("orders", []), "orders", path)),
        excused_orders={
            name: _text(why, f"excused_orders.{name}", path)
            for name, why in _of(
                dict, told.get("excused_orders", {}), "excused_orders", path
            ).items()
        },
        **words,
    )
    for design in found.designs:
        if not found.patch(design).is_file():
            raise BadExperiment(f"{folder} has no {design.name}.patch: write one.")
    return found


def _prediction(asked: Any, path: Path) -> Mapping[Design, str]:
    """What is asked of each design that there is a patch for, or that is named."""
    table = _of(dict, asked, "prediction", path)
    there = {each: path.parent / f"{each.name}.patch" for each in designs()}
    made_in = [each for each, patch in there.items() if patch.is_file() or each.name in table]
    if len(made_in) < (2 if BOTH in table else 1):
        missing = next(patch for each, patch in there.items() if each not in made_in)
        raise BadExperiment(f"{path.parent} has no {missing.name}: write one.")
    found = {}
    for design in made_in:
        operator = table.get(design.name, table.get(BOTH))
        if operator is None:
            raise BadExperiment(f"{path} asks nothing for {design.name}: add it to [prediction].")
        found[design] = _text(operator, f"prediction.{design.name}", path)
    return found


_KNOWN = {
    "says": dict, "seeds": list, "leaves": list, "old": str, "new": str, "name": str,
    "quantity": int, "price": int, "on_hand": int, "balance": int, "charged": int,
}  # fmt: skip


def _case(told: Any, path: Path) -> Case:
    """An order of the change's own."""
    table = _of(dict, told, "orders", path)
    for name in ("name", "old", "new"):
        _text(table.get(name), f"orders.{name}", path)
    for name, value in table.items():
        if name not in _KNOWN:
            raise BadExperiment(f"`orders.{name}` in {path} is not known: {offered(name, _KNOWN)}")
        if not isinstance(value, _KNOWN[name]) or isinstance(value, bool):
            what = {dict: "a table", list: "a list of tables", str: "a text", int: "a whole number"}
            raise BadExperiment(
                f"`orders.{name}` in {path} must be {what[_KNOWN[name]]}: write it so."
            )
    for name in ("seeds", "leaves"):
        for row in table.get(name, ()):
            for key in ("service", "pk"):
                value = row.get(key) if isinstance(row, dict) else None
                _text(value, f"orders.{name}.{key}", path)
    case = Case(**table)
    try:
        case.order("o"), case.seeded("o"), case.left("o")
    except (AttributeError, IndexError, KeyError, ValueError) as error:
        raise BadExperiment(f"`orders` in {path} has no order in {case.name!r}: {error}") from None
    return case


def _of(kind: type[T], value: Any, name: str, path: Path) -> T:
    if not isinstance(value, kind):
        what = {dict: "a table", list: "a list of texts"}[kind]
        raise BadExperiment(f"`{name}` in {path} must be {what}: write it so.")
    return value


def _text(value: Any, name: str, path: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadExperiment(f"`{name}` in {path} must be a text: write it in quotes.")
    return value.strip()
