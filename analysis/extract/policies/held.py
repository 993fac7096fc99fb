"""What is permitted: an edge, unless all code of whoever may do it was read and does it not."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import field

from analysis.extract.reading import Reading
from analysis.graph import CERTAINTIES, Evidence
from analysis.records import dataclass

Places = dict[Evidence, None]


@dataclass(eq=False)
class Permitted:
    """Draws permissions as inferred edges; of those ``whole`` in code it only keeps them.

    ``beside`` has what others may do beside their code that was read: of all else, they are whole.
    """

    reading: Reading
    whole: Set[str] = frozenset()
    beside: Mapping[str, Set[tuple[str, str]]] = field(default_factory=dict)
    _kept: dict[tuple[str, str], dict[str, Places]] = field(default_factory=dict)

    def draw(self, actor: str, target: str, relation: str, at: Sequence[Evidence]) -> None:
        """Add an edge, or keep what an actor may do whose code was read whole."""
        if self.tells(actor, self.reading.kind_of(target), relation):
            kept = self._kept.setdefault((actor, relation), {})
            kept.setdefault(target, {}).update(dict.fromkeys(at))
        else:
            self.reading.edge(actor, target, relation, at, certainty="inferred")

    def tells(self, actor: str, kind: str, relation: str) -> bool:
        """Whether the actor's code tells all that it does of this with resources of a kind."""
        others = self.beside.get(actor)
        if actor in self.whole or others is None:
            return actor in self.whole
        return not {(kind, relation), (kind, ""), ("", "")} & others

    def kept(self, actor: str, relation: str) -> Sequence[str]:
        """To what an actor may do this whose code was read whole."""
        return tuple(self._kept.get((actor, relation), ()))

    def confirm(self) -> None:
        """Show the permissions that are used beside the code that uses them; name the others."""
        drawn = {edge.key for edge in self.reading.edges}
        unused: dict[str, list[str]] = {}
        for actor, target, relation, at in self._all():
            if (actor, target, relation) in drawn:
                self.reading.edge(actor, target, relation, at, certainty=CERTAINTIES[-1])
            else:
                unused.setdefault(actor, []).append(f"{relation} {target}")
        for actor, several in unused.items():
            self.reading.node(actor, "function", attributes={"permitted": sorted(several)})

    def _all(self) -> Iterator[tuple[str, str, str, tuple[Evidence, ...]]]:
        for (actor, relation), targets in self._kept.items():
            for target, at in targets.items():
                yield actor, target, relation, tuple(at)
