"""Code that acts on some types of messages only: what it compares is a filter, as wiring has."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.code.following import Followed
from analysis.code.state import Fuel, Key
from analysis.extract.code.edges import FollowedFunction
from analysis.extract.code.runs import bringing, followed
from analysis.extract.events import Subscription
from analysis.extract.events.channels import ONWARD
from analysis.extract.events.documents import texts_at
from analysis.extract.events.naming import SURE_TYPE_FIELDS, normal, type_attribute
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.graph.model import EdgeKey
from analysis.source.document import Block, Items
from analysis.walking import grouped

_CONTENT = {"queue": "body", "stream": "data"}
_OTHER = "\0"  # a type that nobody says
_MOST_STEPS = 100_000  # of all functions together
_MOST_TYPES = 24  # of one channel


def listen_by_code(reading: Reading, several: Sequence[FollowedFunction]) -> None:
    """Let each function hear those types only on which its code acts, where the code is sure.

    Wiring that filters already is left as it is: its filters are alternatives.
    """
    said = _said(reading)
    fed = {edge.target for edge in reading.edges if edge.relation in ONWARD}  # types of others too
    kinds = bringing(reading.edges, reading.kind_of)
    sure = {each.function.id: each for each in several if each.settled and not each.start.assumed}
    fuel = Fuel(_MOST_STEPS)
    for key in [edge.key for edge in reading.edges if edge.relation == "triggers"]:
        types = said.get(key[0], {}) if key[0] not in fed else {}
        brought = kinds.get(key[1], set())
        read = sure.get(key[1])
        if not types or read is None or len(brought) > 1:
            continue
        for name, values in types.items():
            chosen = _chosen(reading, read, brought, name, values, fuel)
            place = read.followed.evaluator.used.get(_field(read, name))
            if chosen and place:
                content = _CONTENT[reading.kind_of(key[0])]
                pattern = Block({content: Block({name: Items(chosen)})})
                _listen(reading, key, pattern, place.evidence)


def _said(reading: Reading) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By channel and the field of a message that says its type, the types that are said on it."""

    def told() -> Iterator[tuple[str, tuple[str, str]]]:
        for each in reading.emissions:
            known = each.detail if isinstance(each.detail, Mapping) else {}
            name = type_attribute(known)
            if normal(name) in SURE_TYPE_FIELDS and reading.kind_of(each.channel) in _CONTENT:
                yield from ((each.channel, (name, one)) for one in texts_at(known, (name,)))

    return {
        channel: grouped(dict.fromkeys(several)) for channel, several in grouped(told()).items()
    }


def _field(read: FollowedFunction, name: str) -> Key:
    return f"request:{read.function.id}", (name,)


def _chosen(
    reading: Reading,
    read: FollowedFunction,
    kinds: set[str],
    name: str,
    values: Sequence[str],
    fuel: Fuel,
) -> list[str]:
    """The types that it acts on, if on no others; none where it acts on whatever comes."""
    key = _field(read, name)

    def acts_on(value: str) -> bool:
        known = {key: value}
        return _acts(followed(reading, read.function, read.start, kinds, known, fuel), key)

    if key not in read.followed.evaluator.used or len(values) > _MOST_TYPES or acts_on(_OTHER):
        return []
    return [each for each in values if acts_on(each)]


def _acts(run: Followed, key: Key) -> bool:
    """Whether something is done, or may be, with a message beyond looking at its type."""
    evaluator = run.evaluator
    done = evaluator.calls or evaluator.raised or evaluator.unread or not run.settled
    looked = {*evaluator.used, *((part.contract, part.path) for part, _ in evaluator.asked)}
    return bool(done) or any(each != key for each in looked if each[0] == key[0])


def _listen(reading: Reading, key: EdgeKey, pattern: Block, where: Evidence) -> None:
    """Filter an edge on which nothing is filtered so far."""
    on_it = [each for each in reading.subscriptions if key in each.edges]
    if any(each.pattern is not None for each in on_it):
        return
    heard = Subscription(key[0], key[1], where, pattern, "Record", (key,), "read")
    kept = [each for each in reading.subscriptions if each not in on_it]
    reading.subscriptions[:] = [*kept, heard]
