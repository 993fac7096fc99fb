"""The past of what lies at a place: its changes read, put together and counted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from analysis.history import ChangeRecord, Past
from analysis.history.record import joined
from lab.git import BadRevision, Repository
from lab.history.keeping import Kept
from lab.history.replaying import replay
from lab.history.steps import WAYS, shallow, steps, tickets
from lab.own_folder import own_folder


@dataclass(frozen=True)
class Asked:
    """Which changes are asked for, and how they are counted.

    ``by`` is commit, merge or a pattern of tickets; what is ``kept`` is not read the next time,
    unless it is to be read ``anew``.
    """

    since: str = ""
    by: str = "commit"
    unit: str = "service"
    head: str = "HEAD"
    most: int = 0
    anew: bool = False
    kept: bool = True


EVERYTHING = Asked()


def past_of(
    place: Path, asked: Asked = EVERYTHING, news: Callable[[str], None] = lambda _: None
) -> Past:
    """The past of a repository, or of a folder or template in one.

    Raises:
        NoRepository: it is in none.
        BadRevision: it has no such revision, or no change.
    """
    folder = place if place.is_dir() else place.parent
    with ExitStack() as stack:
        repository = stack.enter_context(Repository(folder))
        inside = place.resolve().relative_to(repository.root.resolve())
        way = asked.by if asked.by in WAYS else "commit"
        found = steps(repository, way, since=asked.since, head=asked.head, most=asked.most)
        if not found:
            raise BadRevision(f"{repository.root.name}: there is no change since {asked.since}.")
        groups = tickets(found, asked.by) if asked.by not in WAYS else {}
        about = f"{repository.root.resolve()}\0{inside}"
        kept = stack.enter_context(Kept(about)) if asked.kept else None
        ours = stack.enter_context(own_folder())
        read = replay(repository, found, inside, ours, kept=kept, anew=asked.anew, news=news)
        records: Sequence[ChangeRecord] = list(read)
        notes = ["the clone is shallow: what came before is not in it."] * shallow(repository)
        title = inside.name or repository.root.name
    if groups:
        named = {each.id: name for name, several in groups.items() for each in several}
        records = list(_grouped(records, named))
    return Past(title, tuple(records), asked.unit, tuple(notes))


def _grouped(records: Sequence[ChangeRecord], group_of: dict[str, str]) -> Iterator[ChangeRecord]:
    groups: dict[str, list[ChangeRecord]] = {}
    for each in records:
        groups.setdefault(group_of[each.id], []).append(each)
    for name, several in groups.items():
        yield joined(name, several)
