"""How a change is written, and what is said to who writes it otherwise."""

import importlib
from pathlib import Path

import pytest

from analysis.prediction import OPERATORS, Change, change, operators
from analysis.prediction.changes import BadChange
from analysis.prediction.lookup import World
from analysis.prediction.operator import Operator
from tests.designs import depended

FOLDER = Path(operators.__file__).parent


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("add-consumer OrderPlaced", Change("add-consumer", ("OrderPlaced",))),
        ("add-consumer A/B audit", Change("add-consumer", ("A/B", "audit"))),
        (
            "insert-step 'fraud check' --between 'a b' C",
            Change("insert-step", ("fraud check",), {"--between": ("a b", "C")}),
        ),
        (
            "insert-step --can-refuse=no X --between A B",
            Change("insert-step", ("X",), {"--between": ("A", "B"), "--can-refuse": ("no",)}),
        ),
        ("rename-field E.f g", Change("rename-field", ("E.f", "g"))),
        (
            "new-field f --from s --for t",
            Change("new-field", ("f",), {"--from": ("s",), "--for": ("t",)}),
        ),
        ("wait-for-person --at A", Change("wait-for-person", options={"--at": ("A",)})),
    ],
)
def test_it_is_read_and_written_back(text: str, made: Change) -> None:
    assert change(text) == made
    assert change(str(made)) == made


def test_what_an_option_says_anyway_need_not_be_said() -> None:
    asked = "insert-step X --between A B"
    assert change(f"{asked} --can-refuse yes") == change(asked)
    assert str(change(f"{asked} --can-refuse yes")) == asked


def test_its_repr_makes_it_again() -> None:
    asked = change("swap-steps 'reserve stock' B")
    assert repr(asked) == "change(\"swap-steps 'reserve stock' B\")"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A change is empty"),
        ("renamefield E.f", "did you mean rename-field"),
        ("explode", "There is no operator 'explode'"),
        ("swap-steps A", "`swap-steps A B`"),
        ("swap-steps a b c", "in quotes"),
        ("insert-step X", "--between A B"),
        ("insert-step X --between A", "--between A B"),
        ("insert-step X --between A B --can-refuse maybe", "yes|no"),
        ("swap-steps A B --at C", "`swap-steps A B`"),
        ("add-consumer ''", "add-consumer EVENT"),
        ("add-consumer 'Order", "quote"),
        ("new-field f --from a --from b --for c", "new-field NAME"),
    ],
)
def test_what_is_no_change_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadChange) as refusal:
        change(text)
    assert said in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=list(OPERATORS))
def test_its_usage_is_a_change_once_brackets_are_left_out(operator: Operator) -> None:
    words = [word for word in operator.usage.split() if "[" not in word and "]" not in word]
    assert change(" ".join(words)).operator == words[0]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_an_operator_is_the_module_of_its_name_or_shares_one_with_its_like(path: Path) -> None:
    module = importlib.import_module(f"{operators.__name__}.{path.stem}")
    if hasattr(module, "OPERATORS"):
        assert len(module.OPERATORS) > 1
        assert len({(each.kind, each.everywhere) for each in module.OPERATORS}) == 1
    else:
        assert OPERATORS[path.stem.replace("_", "-")] is module.OPERATOR


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=list(OPERATORS))
def test_what_an_operator_makes_everywhere_is_written_as_it_takes(operator: Operator) -> None:
    for each in operator.changes(World(depended("choreography"))):
        assert each.operator == operator.name
        assert change(str(each)) == each
        assert not operator.new or operator.new in each.names
