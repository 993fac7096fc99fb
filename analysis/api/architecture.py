"""A system as it was read: its graph, its dependencies, and what a change would touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.api.arguments import mapping, one_of, paths, refused, texts
from analysis.extract import extract
from analysis.graph import Graph, readings, views
from analysis.source import System, open_system
from analysis.table import Table, Tabular

if TYPE_CHECKING:
    import networkx as nx

    from analysis.api.image import Image, Page
    from analysis.dependency import Dependencies
    from analysis.difference import Version
    from analysis.prediction import Change, Impact
    from analysis.prediction.process import Process
    from analysis.reconcile import Reconciliations
    from analysis.redesign import Redesign
    from analysis.redesign.redesigning import Other

A_CHANGE = "a change as text, such as 'rename-field OrderPlaced.total': `ask()` lists them"


def read(
    *templates: object,
    title: str | None = None,
    parameters: Mapping[str, str] | None = None,
    bindings: Mapping[str, str] | None = None,
) -> Architecture:
    """The architecture of the system in these templates: files or folders, read together.

    ``templates`` are paths, or texts that are paths: SAM, CloudFormation, CDK's output, state
    machine definitions. ``parameters`` maps a template's parameter, `Name` or `stack.Name`, to a
    text; ``bindings`` maps one to another template's resource, `other:LogicalId`. Nothing that is
    read runs.

    Raises:
        BadArgument: something else was given; the text says what is wanted.
        BadTemplate: a template cannot be read; the text names file, line and remedy.
    """
    if title is not None and not isinstance(title, str):
        raise refused("read(), as title,", title, "a text")
    named, bound = texts(parameters, "parameters", "read()"), texts(bindings, "bindings", "read()")
    found = tuple(paths(templates, "read()"))
    return Architecture(open_system(found, title=title, parameters=named, bindings=bound))


class Architecture(Tabular):
    """What was read of one system; `analysis.read` gives it. Each question is answered once.

    A view is one of resources, services and teams; a reading is flow (who sends to whom) or
    dependency (who must know whom). ``teams`` maps services to teams.
    """

    def __init__(self, system: System) -> None:
        self._system = system
        self._declared = extract(system)

    @property
    def title(self) -> str:
        """What it is called: the title given, or the templates' names."""
        return self._declared.title

    def graph(
        self,
        view: str = "resources",
        reading: str = "flow",
        *layers: str,
        teams: Mapping[str, str] | None = None,
    ) -> Graph:
        """Who sends to whom, or who must know whom, with the evidence of every edge.

        ``layers`` leave of the dependency reading only the edges on these, and their ends.

        Raises:
            BadArgument: there is no such view, reading or layer.
        """
        one_of(view, views.VIEWS, "view of a graph")
        one_of(reading, readings.READINGS, "reading of a graph")
        whole = readings.reading(self._declared, reading)
        if layers:
            one_of(reading, ("dependency",), "reading that has layers")
            wanted = {one_of(each, readings.LAYERS, "layer of a graph") for each in layers}
            whole = whole.only(edge for edge in whole.edges if wanted & {*readings.layers(edge)})
        return views.view(whole, view, teams=texts(teams, "teams", "graph()"))

    def draw(
        self,
        view: str = "resources",
        reading: str = "flow",
        *,
        teams: Mapping[str, str] | None = None,
        aspect: float = 16 / 9,
    ) -> Image:
        """The graph as a picture; ``aspect`` is its width for a height of 1, as far as it can be.

        Raises:
            BadArgument: there is no such view or reading.
            TooMuchToDraw: it has more nodes than a picture can show.
        """
        from analysis.api.image import Image
        from analysis.draw.picture import draw

        return Image(draw(self.graph(view, reading, teams=teams), reading=reading, aspect=aspect))

    def page(self) -> Page:
        """Every view and reading as one interactive page, whose ripples light up."""
        from analysis.api.image import Page
        from analysis.page import page, sheets

        return Page(page(sheets(self._declared)))

    def dependencies(self, *layers: str) -> Dependencies:
        """Who must know whom on these layers, down to the field; on all of them without names.

        Raises:
            BadArgument: there is no such layer.
        """
        from analysis.dependency import LAYERS

        for each in layers:
            one_of(each, LAYERS, "layer")
        whole = self._dependencies
        return replace(whole, edges=whole.layer(*layers)) if layers else whole

    def to_networkx(
        self,
        view: str = "components",
        *layers: str,
        teams: Mapping[str, str] | None = None,
    ) -> nx.DiGraph:
        """The dependencies as `analysis.measures` takes them: i to j says that i depends on j.

        A view is one of parts, components, services and teams.

        Raises:
            BadArgument: there is no such view or layer.
        """
        from analysis.dependency import LAYERS, VIEWS, to_digraph

        one_of(view, VIEWS, "view of dependencies")
        for each in layers:
            one_of(each, LAYERS, "layer")
        named = texts(teams, "teams", "to_networkx()")
        return to_digraph(self._dependencies, layers or LAYERS, view, teams=named)

    def ask(self) -> Table:
        """What can be asked of it: each operator, with an example that `predict` takes."""
        from analysis.prediction.predicting import examples

        rows = tuple(
            (each.name, each.asks, each.usage, str(example) if example else "nothing here")
            for each, example in examples(self._dependencies)
        )
        head = ("operator", "what it asks", "how it is written", "example")
        return Table(f"{self.title}: what can be asked", head, rows, left=4)

    def changes(self, *operators: str) -> tuple[Change, ...]:
        """Every change of these operators that can be asked of it, of all operators without names.

        Raises:
            BadArgument: there is no such operator.
        """
        from analysis.prediction import OPERATORS, applicable

        for each in operators:
            one_of(each, OPERATORS, "operator")
        found = applicable(self._dependencies)
        return tuple(each for each in found if not operators or each.operator in operators)

    def predict(self, change: str | Change) -> Impact:
        """Who must change for this change, on which layer and by which path, and who need not.

        Raises:
            BadArgument: it is neither text nor one of `changes()`.
            BadChange, UnknownName, CannotApply: it is no change, or cannot be asked of it.
        """
        from analysis.prediction import Change, predict

        if not isinstance(change, str | Change):
            raise refused("predict()", change, A_CHANGE)
        return predict(self._dependencies, change)

    def process(self) -> Process:
        """What is done in it, step by step, and what comes after what."""
        from analysis.prediction.process import process

        return process(self._dependencies)

    def other(self, asked: Iterable[str] | None = None, *, carry: bool = False) -> Redesigned:
        """What the same business would be in the other design: as events, or as a workflow.

        ``asked`` are the steps, or services with all of theirs, that a workflow asks for, the rest
        goes by events; none for events alone. With ``carry`` events carry along what somebody will
        need, instead of readers that remember. No accuracy is claimed for it: nobody wrote it.

        Raises:
            BadArgument: steps are something else than names.
            NothingToRedesign: it would be a guess; the text says why.
            UnknownName: there is no such step or service.
        """
        from analysis.redesign import Redesigning

        others = Redesigning(self._dependencies, carry)
        if asked is None:
            return Redesigned(others.opposite())
        if isinstance(asked, str) or not all(isinstance(each, str) for each in asked):
            raise refused("other(), as asked,", asked, "a list of names of steps or services")
        return Redesigned(others.mix(tuple(asked)))

    def others(
        self,
        *,
        carry: bool = False,
        boundary: bool = False,
        weights: Mapping[str, float] | None = None,
    ) -> Redesign:
        """It beside its other designs, each asked the same changes, as `ripple other` tells them.

        With ``boundary`` mixes of the designs are tried too, which may take a minute; ``weights``
        are those of the mix of changes, as `analysis.compare` has them.

        Raises:
            NothingToRedesign: they would be guesses; the text says why.
            BadMix: the weights cannot be used.
        """
        from analysis.redesign import redesign

        return redesign(self._dependencies, carry=carry, boundary=boundary, weights=weights)

    def reconcile(
        self, traces: Mapping[str, Any], letters: Iterable[Mapping[str, Any]] = ()
    ) -> Reconciliations:
        """What really ran against what is declared, edge by edge.

        ``traces`` are exported traces by the name of their scenario; ``letters`` were found in
        dead-letter queues, each with ``order_id``, ``what`` (its event type) and ``held_in``.

        Raises:
            BadArgument: they are something else.
            BadTrace: one cannot be read.
        """
        from analysis.observe import observe
        from analysis.reconcile import reconcile_all

        mapping(traces, Mapping, "reconcile()", "exported traces by the names of their scenarios")
        found = tuple(letters)
        seen = {name: observe([trace], letters=found) for name, trace in traces.items()}
        return reconcile_all(self._declared, seen)

    def exercised(self, traces: Mapping[str, Any]) -> Graph:
        """Its own parts, and of all edges only those that the traces went along."""
        used = [each.seen for each in self.reconcile(traces).total.exercised]
        title = f"{self.title}: what {', '.join(traces)} used"
        return Graph.of(title, self._declared.nodes, used)

    def version(self) -> Version:
        """It as one side of an edit, for `analysis.diff`."""
        from analysis.difference import version

        return version(self._read())

    def versions(self, after: Architecture) -> tuple[Version, Version]:
        """It and what it became, as the sides of an edit: what is the same has one id in both."""
        from analysis.difference import versions

        return versions(self._read(), after._read())

    def _read(self) -> System:
        return self._system

    def table(self) -> Table:
        """Its graph as a table: an edge a row."""
        return self._declared.table()

    def __repr__(self) -> str:
        nodes, edges = len(self._declared.nodes), len(self._declared.flow)
        return f"<Architecture {self.title}: {nodes} nodes, {edges} edges>"

    @cached_property
    def _dependencies(self) -> Dependencies:
        from analysis.dependency import depend

        return depend(self._system)


class Redesigned(Architecture):
    """A design that nobody wrote, as a system like any other; `Architecture.other` gives it.

    ``guesses`` are sentences on what it rests on, ``asked`` the steps that a workflow asks for.
    """

    def __init__(self, other: Other) -> None:
        self._declared = other.system.flow
        self._derived = other.system
        self.guesses, self.asked = other.guesses, other.asked
        self._mixed = other.mixed

    def draw(
        self,
        view: str = "resources",
        reading: str = "flow",
        *,
        teams: Mapping[str, str] | None = None,
        aspect: float = 16 / 9,
    ) -> Image:
        """The graph as a picture, with a line around what a workflow asks for where others tell.

        Raises:
            BadArgument: there is no such view or reading.
            TooMuchToDraw: it has more nodes than a picture can show.
        """
        if not self._mixed or (view, reading) != ("resources", "flow"):
            return super().draw(view, reading, teams=teams, aspect=aspect)
        from analysis.api.image import Image
        from analysis.draw.picture import draw_scenes
        from analysis.redesign.picture import bounded

        scenes = [bounded(self.graph())]
        return Image(draw_scenes(scenes, title=self.title, aspect=aspect, headings=False))

    def _read(self) -> System:
        raise refused("diff()", self, "systems that were read: a derived one has no files")

    @cached_property
    def _dependencies(self) -> Dependencies:
        return self._derived
