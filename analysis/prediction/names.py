"""Names as people say them, what they say of an event, and names of steps written one way."""

import difflib
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.prediction.changes import UnknownName

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_MOST = 8
_STEM = 4
"""Letters that two forms of a word must share: take and taken, book and booked."""


def find(wanted: str, known: Mapping[str, Iterable[str]], what: str, where: str) -> str:
    """The id whose own name or alias is the wanted one, the most literal reading first.

    ``known`` has the aliases of each id, ``what`` says what they are ("event").

    Raises:
        UnknownName: nothing, or more than one thing, has that name; the nearest are offered.
    """
    if wanted in known:
        return wanted
    names = {id_: (id_, *aliases) for id_, aliases in known.items()}
    for same in (operator.eq, _folded_alike, said_alike):
        found = [id_ for id_, each in names.items() if any(same(wanted, name) for name in each)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(
                f"{wanted!r} could be {_listed(sorted(found))} in {where}: write one in full."
            )
    raise UnknownName(_Unknown(wanted, names, what, where))


def nearest(wanted: str, names: Iterable[str], count: int = 3) -> list[str]:
    """The names most like the wanted one, none if nothing is like it."""
    return [each for each in _ranked(wanted, names) if each][:count]


def said_alike(one: str, other: str) -> bool:
    """Whether two names have the same words in any order and form: take payment, PaymentTaken."""
    left, right = words(one), words(other)
    if not left or len(left) != len(right):
        return False
    for word in left:
        match = next((each for each in right if _same_word(word, each)), None)
        if match is None:
            return False
        right.remove(match)
    return True


def matches(one: str, other: str) -> bool:
    """Whether two names are the same but for case, blanks, or the form of their words."""
    return _folded_alike(one, other) or said_alike(one, other)


def listed(names: Sequence[str]) -> str:
    """The first of many names, and how many there are beside."""
    more = f", and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def event_name(id_: str) -> str:
    """An event type without the channel that it goes through."""
    return id_.rpartition("/")[2]


def words(name: str) -> list[str]:
    """The words of a name, in lower case."""
    return [*_words(name)]


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in _PIECES.findall(name))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _STEM and long.startswith(short))


def _folded_alike(one: str, other: str) -> bool:
    return _fold(one) == _fold(other) != ""


@lru_cache(maxsize=4096)
def _fold(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum() or sign in "./:")


@dataclass(frozen=True)
class _Unknown:
    """What is said of a name that nothing has; what is near is looked for once it is read."""

    wanted: str
    names: Mapping[str, tuple[str, ...]]
    what: str
    where: str

    def __str__(self) -> str:
        begin = f"There is no {self.what} {self.wanted!r} in {self.where}"
        names = self.names
        if not names:
            return f"{begin}, which has no {self.what} at all."
        offered: dict[str, str] = {}
        every = (name for each in names.values() for name in each)
        for name in nearest(self.wanted, every, len(names)):
            id_ = next(id_ for id_, each in names.items() if name in each)
            offered.setdefault(id_, (*names[id_], name)[1] if name == id_ else name)
        if offered:
            return f"{begin}: did you mean {_listed(list(offered.values())[:3])}?"
        shown = {each[1] if len(each) > 1 else each[0] for each in names.values()}
        return f"{begin}: it has {listed(sorted(shown))}."


def _ranked(wanted: str, names: Iterable[str]) -> list[str]:
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(_fold(name), name)
    close = difflib.get_close_matches(_fold(wanted), list(by_fold), n=5, cutoff=0.5)
    sharing = [each for each in by_fold.values() if _share_a_word(wanted, each)]
    return list(dict.fromkeys([*(by_fold[each] for each in close), *sharing]))


def _share_a_word(one: str, other: str) -> bool:
    return any(_same_word(word, each) for word in _words(one) for each in _words(other))


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


REFUSED = (
    "refus", "reject", "declin", "denied", "fail", "error", "unavailab", "insufficient", "invalid",
    "unsuccess", "expir", "abort",
    "abgelehn", "ablehn", "abgewies", "verweiger", "fehlgeschl", "gescheiter",  # German
    "rejet", "echou", "insuffisan",  # French
    "rechaz", "deneg", "fallid", "insuficien",  # Spanish
    "rifiut", "negat", "fallit", "respint",  # Italian
)  # fmt: skip
UNDONE = (
    "cancel", "releas", "refund", "revers", "revert", "compensat", "void", "undo", "restor",
    "rolled", "return", "withdraw", "revok", "unreserv", "uncharg",
    "storn", "erstatt", "freigegeb", "widerruf",  # German
    "annul", "rembours", "liber",  # French
    "anul", "reembols", "devuel",  # Spanish
    "annull", "rimbors", "rilasci",  # Italian
)  # fmt: skip


def refuses(name: str) -> bool:
    """Whether the name says that what was asked for was not done."""
    return any(word.startswith(REFUSED) for word in words(name))


def undoes(name: str) -> bool:
    """Whether the name says that what was done is done no more."""
    return any(word.startswith(UNDONE) for word in words(name))


_KIND_OF_RESOURCE = ("function", "lambda", "handler", "task", "state", "step")


def snake(name: str) -> str:
    """`Take payment` and `TakePayment` as `take_payment`."""
    return "_".join(words(name)) or name


def of_resource(id_: str) -> str:
    """`stack:TakePaymentFunction` as `take_payment`."""
    said = snake(id_.rpartition(":")[2]).split("_")
    while len(said) > 1 and said[-1] in _KIND_OF_RESOURCE:
        said.pop()
    return "_".join(said)
