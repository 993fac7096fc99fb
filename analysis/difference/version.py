"""One version of a system: how it depends, what its template declares, whose all is, its code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Unpack

from analysis.dependency.model import Dependencies, Dependency
from analysis.dependency.parts import is_component
from analysis.dependency.reading import depend
from analysis.difference.functions import Code, Packages, packages_of
from analysis.difference.machines import Definition, definitions_of
from analysis.difference.resources import DeclaredResource, declared
from analysis.difference.spreading import component_seeds, spread, unit_seeds
from analysis.records import dataclass
from analysis.source import Given, System, opened
from analysis.source.paths import shown_path


@dataclass(frozen=True, repr=False)
class Version:
    """A system before or after an edit.

    ``owners`` has the unit (the service) of every resource that has one, and ``serves`` the
    component that it works for; ``code`` has each function's files, each with a digest, and
    ``places`` where such a file lies. ``unread`` are templates that cannot be read, and why.
    """

    dependencies: Dependencies
    resources: Mapping[str, DeclaredResource] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    serves: Mapping[str, str] = field(default_factory=dict)
    code: Code = field(default_factory=dict)
    places: Mapping[str, Path] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the system is called."""
        return self.dependencies.title

    @property
    def components(self) -> tuple[str, ...]:
        """Whatever acts by itself, in order of id."""
        parts = self.dependencies.parts
        return tuple(each.id for each in parts if is_component(each) and not self._outside(each.id))

    @property
    def units(self) -> tuple[str, ...]:
        """The services with a component, sorted; a component without service is its own."""
        return tuple(sorted({self.unit(each) for each in self.components}))

    def unit(self, id_: str) -> str:
        """Whose a component is: its service, or else it is its own."""
        part = self.dependencies.by_id.get(id_)
        return (part.service if part else "") or self.owners.get(id_, "") or id_

    def _outside(self, id_: str) -> bool:
        node = self.dependencies.flow.by_id.get(id_)
        return node is not None and node.outside

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.resources)} resources of {', '.join(self.units)}>"


def version(
    system: System | Sequence[Path],
    *,
    packages: Packages | None = None,
    **given: Unpack[Given],
) -> Version:
    """The version that a system is, open or in the paths that `open_system` takes.

    ``packages`` says of each function, by its id, which files its package has and a digest of each;
    without it, the files are looked for where the templates say that they are.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    system = opened(system, **given)
    dependencies = depend(system)
    graph = dependencies.flow
    found = packages_of(system, dependencies.facts.modules) if packages is None else packages
    return Version(
        dependencies,
        declared(system),
        definitions_of(system),
        spread(system, graph, unit_seeds(system, graph)),
        spread(system, graph, component_seeds(dependencies)),
        found.code,
        found.places,
        tuple(f"{shown_path(path)}: {reason}" for path, reason in system.found.unread),
    )


def unit_arrows(
    read: Version, layer: str, unit: Callable[[str], str] | None = None
) -> dict[tuple[str, str], Dependency]:
    """By two units of which one depends on the other on a layer, an edge that shows it.

    A contract is its owners. ``unit`` says whose a component is, its service if left out; what is
    nobody's ("") has no arrows.
    """
    unit = unit or read.unit
    components = {*read.components}
    made_by = {each.id: each.owners for each in read.dependencies.facts.contracts}
    found: dict[tuple[str, str], Dependency] = {}
    for edge in read.dependencies.layer(layer):
        ends = [[x] if x in components else [*made_by.get(x, ())]
                for x in (edge.source, edge.target)]  # fmt: skip
        for one in ends[0]:
            for other in ends[1]:
                pair = unit(one), unit(other)
                if all(pair) and pair[0] != pair[1]:
                    found.setdefault(pair, edge)
    return found


def owners(system: Version | Path) -> dict[str, str]:
    """The unit (service) of every resource, "" where it is nobody's alone; also of what SAM makes.

    ``system`` is a version, or the path of a template.
    """
    read = version([system]) if isinstance(system, Path) else system
    return dict.fromkeys(read.resources, "") | {
        id_: read.owners[id_]
        for id_ in sorted(read.owners)
        if id_ in read.resources or _is_resource(read, id_)
    }


def _is_resource(read: Version, id_: str) -> bool:
    """Whether the id is a resource's that SAM makes; states and event types are none."""
    node = read.dependencies.flow.by_id.get(id_)
    return node is None or (node.kind not in ("state", "event") and not node.outside)
