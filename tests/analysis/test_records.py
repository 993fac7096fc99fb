"""What `analysis.records` makes is a dataclass, as the library would have made it."""

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import Any, ClassVar

import pytest

from analysis import records

MAKERS = (dataclasses.dataclass, records.dataclass)


def made(maker: Any, **given: bool) -> tuple[Any, Any]:
    """The same two classes, one a child of the other, by one maker."""

    @maker(**given)
    class Part:
        """A part."""

        name: str
        weight: int = 1
        marks: list[str] = field(default_factory=list, compare=False)
        hidden: str = field(default="", repr=False)
        kinds: ClassVar[int] = 3

    @maker(**given)
    class Whole(Part):
        held: tuple[Any, ...] = ()
        count: int = field(init=False, default=7)
        by_name: str = field(default="x", kw_only=True)

    return Part, Whole


def tried(does: Any) -> Any:
    try:
        return does()
    except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
        return type(error)


def changed(each: Any) -> Any:
    each.name = "z"
    return each.name


def removed(each: Any) -> Any:
    del each.name
    return hasattr(each, "name")


OPTIONS: list[dict[str, bool]] = [
    {},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"eq": False},
    {"eq": False, "slots": True},
    {"frozen": True, "eq": False},
    {"frozen": True, "repr": False},
    {"slots": True},
    {"frozen": True, "slots": True, "order": True},
]
DOES: dict[str, Any] = {
    "equal": lambda part, whole: [
        part("a") == part("a"), part("a") == part("a", marks=["m"]), part("a") == part("b"),
        part("a") == whole("a"), whole("a") != whole("a", by_name="y"), part("a") == ("a", 1),
    ],
    "hash": lambda part, _: tried(lambda: len({*map(hash, [part("a"), part("a")])})),
    "in a set": lambda part, _: tried(lambda: len({part("a"), part("a"), part("b")})),
    "less": lambda part, _: tried(lambda: part("a") < part("b")),
    "shown": lambda part, whole: [
        repr(each).partition(" object at ")[0]
        for each in (part("a", 2), whole("a", held=(part("b"),)))
    ],
    "changed": lambda part, _: tried(lambda: changed(part("a"))),
    "removed": lambda part, _: tried(lambda: removed(part("a"))),
    "more": lambda part, _: tried(lambda: setattr(part("a"), "more", 1)) is None,
    "own lists": lambda part, _: part("a").marks is not part("a").marks,
    "fields": lambda _, whole: [
        (each.name, each.init, each.repr) for each in dataclasses.fields(whole)
    ],
    "replaced": lambda part, _: dataclasses.replace(part("a"), weight=4).weight,
    "as a dictionary": lambda _, whole: dataclasses.asdict(whole("a", 2, ["m"], held=(1,))),
    "matched": lambda _, whole: whole.__match_args__,
    "copied": lambda _, whole: dataclasses.astuple(copy.deepcopy(whole("a", 2, ["m"]))),
    "missing": lambda part, _: tried(part),
    "too many": lambda part, _: tried(lambda: part(*"abcdef")),
    "not by place": lambda _, whole: tried(lambda: whole("a", 1, [], "", (), "y")),
    "not given": lambda _, whole: tried(lambda: whole("a", count=1)),
    "slots": lambda part, whole: [hasattr(each("a"), "__dict__") for each in (part, whole)],
}  # fmt: skip


@pytest.mark.parametrize("does", DOES.values(), ids=DOES)
@pytest.mark.parametrize("given", OPTIONS, ids=lambda each: "-".join(each) or "plain")
def test_it_does_what_the_library_s_does(given: dict[str, bool], does: Any) -> None:
    library, ours = (does(*made(maker, **given)) for maker in MAKERS)
    assert ours == library


@records.dataclass(frozen=True, slots=True)
class Kept:
    """For a pickle, which finds classes by name."""

    name: str
    others: tuple[str, ...] = ()


def test_what_cannot_be_changed_is_copied_and_pickled_all_the_same() -> None:
    kept = Kept("a", ("b",))
    assert pickle.loads(pickle.dumps(kept)) == copy.copy(kept) == kept


def test_its_own_methods_stay() -> None:
    @records.dataclass
    class Own:
        """With methods of its own."""

        name: str

        def __repr__(self) -> str:
            return self.name

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None

        def __post_init__(self) -> None:
            self.name += "!"

    assert repr(Own("a")) == "a!"
    assert Own("a") == Own("b")


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("other", MAKERS)
def test_a_class_of_one_maker_inherits_from_one_of_the_other(
    maker: Any, other: Any, frozen: bool
) -> None:
    part, _ = made(maker, frozen=frozen)

    @other(frozen=frozen)
    class Heap(part):  # type: ignore[misc]
        many: int = 2

    heap = Heap("a", many=3)
    assert (heap.name, heap.weight, heap.many) == ("a", 1, 3)
    if frozen:
        with pytest.raises(dataclasses.FrozenInstanceError):
            heap.many = 4
        assert part.__dataclass_params__.frozen
