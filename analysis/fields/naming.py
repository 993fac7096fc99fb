"""How a field is called: as the business sees it, below what merely carries it.

An event's envelope may have one member that holds what the event says: ``data``, ``detail``,
``payload`` or ``body``. It is opened: ``data.customer`` is the field ``customer``. Where that name
is also one beside it, the field keeps its whole path; so does everything in requests and responses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analysis.fields.drafts import Path
from analysis.graph import Evidence

PAYLOADS = ("data", "detail", "payload", "body")
WHOLE = "$"


def opened_member(paths: Iterable[Path], containers: Iterable[Path]) -> str:
    """The member of an envelope that is opened, "" if there is none or more than one."""
    known = list(paths)
    inside = {path[0] for path in known if len(path) > 1} | {
        path[0] for path in containers if len(path) == 1
    }
    found = [name for name in PAYLOADS if name in inside]
    beside = {path[0] for path in known if path} - set(found)
    return found[0] if len(found) == 1 and (beside or found[0] != "body") else ""


def called(path: Path, member: str, beside: Iterable[str]) -> str:
    """The name of a field; "$" is all there is."""
    if member and path[:1] == (member,):
        if len(path) == 1:
            return WHOLE
        if path[1] not in beside:
            return ".".join(path[1:])
    return ".".join(path) or WHOLE


def evidence_of(path: Path, name: str, places: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The places of a field, with its whole path where its name is shorter."""
    full = ".".join(path)
    if name in (full, WHOLE):
        return tuple(places)
    return tuple(replace(each, fragment=f"{full}: {each.fragment}") for each in places)


Names = Mapping[Path, str]
