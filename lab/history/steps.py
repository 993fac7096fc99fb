"""The changes of a repository: a commit each, a merge each, or what one ticket's commits are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lab.git import BadRevision, Repository

WAYS = ("commit", "merge")
_FORM = "%H%x00%P%x00%cI%x00%s"


@dataclass(frozen=True)
class Step:
    """A change: its commit, the one before ("" where there is none), when, and what it says."""

    id: str
    before: str
    when: str
    subject: str


def steps(
    repository: Repository, way: str, *, since: str = "", head: str = "HEAD", most: int = 0
) -> list[Step]:
    """The changes that lead to ``head``, the oldest first.

    ``way`` is commit (every commit that is no merge, against its parent) or merge (what came into
    the main line, each against what was there). ``since`` is a date or a revision.
    """
    commit = repository.commit(head)
    arguments = ["--first-parent"] if way == "merge" else ["--no-merges"]
    bound = _since(repository, since) if since else []
    found = []
    for line in repository.lines(
        "log", "--topo-order", "--no-show-signature", f"--format={_FORM}%x01", "--no-color",
        *arguments, commit, *bound, end=b"\x01",
    ):  # fmt: skip
        words = line.decode("utf-8", "replace").strip("\n").split("\0")
        if len(words) == 4:
            id_, parents, when, subject = words
            found.append(Step(id_, parents.split(" ")[0], when, subject))
    found.reverse()
    return found[-most:] if most else found


def _since(repository: Repository, since: str) -> list[str]:
    if re.fullmatch(r"\d{4}(-\d\d){0,2}.*|.*\bago", since):
        return [f"--since={since}"]
    try:
        return [f"^{repository.commit(since)}"]
    except BadRevision:
        raise BadRevision(
            f"--since {since}: it is neither a date, as 2026-01-31, nor a revision of "
            f"{repository.root.name}."
        ) from None


def shallow(repository: Repository) -> bool:
    """Whether the clone has the last commits alone."""
    return repository.ask("rev-parse", "--is-shallow-repository").strip() == b"true"


def tickets(found: Sequence[Step], pattern: str) -> dict[str, list[Step]]:
    """The changes by the ticket that their subject names; one without is its own.

    Raises:
        BadRevision: the pattern is no regular expression.
    """
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise BadRevision(f"--by {pattern}: it is no regular expression ({error}).") from None
    by_ticket: dict[str, list[Step]] = {}
    for step in found:
        match = compiled.search(step.subject)
        by_ticket.setdefault(match[0] if match else step.id, []).append(step)
    return by_ticket
