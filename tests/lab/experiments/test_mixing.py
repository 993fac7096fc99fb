"""A mix takes each unit whole from one version, and says where the two do not fit together."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.experiments.mixing import Mix, Version, mentions, mix
from lab.packaging.bundle import Bundle
from lab.packaging.template import FUNCTION, FunctionSource, Template
from tests.designs import CHOREOGRAPHY

UNITS = ("inventory", "payments", "shipping")
NAMES = tuple(f"{unit.capitalize()}{kind}" for unit in UNITS for kind in ("Queue", "Function"))
OWNER = {name: next(unit for unit in UNITS if name.lower().startswith(unit)) for name in NAMES}


def version(template: Template, code: str, owners: Mapping[str, str]) -> Version:
    resources = template["Resources"]
    functions = [name for name, each in resources.items() if each["Type"] == FUNCTION]
    sources = tuple(
        FunctionSource(name, "code.handler", owners.get(name, "")) for name in functions
    )
    return Version(
        Bundle(
            CHOREOGRAPHY,
            template,
            sources,
            {name: f"{code} {name}".encode() for name in functions},
            {},
        ),
        owners,
    )


def resource(name: str, told: str, refers: tuple[str, ...] = ()) -> dict[str, Any]:
    kind = FUNCTION if name.endswith("Function") else "AWS::SQS::Queue"
    return {"Type": kind, "Properties": {"Told": told, "To": [{"Ref": each} for each in refers]}}


def of(told: str, **refers: tuple[str, ...]) -> Version:
    """A version by resource and what each refers to."""
    resources = {name: resource(name, told, to) for name, to in refers.items()}
    return version({"Resources": resources}, told, OWNER)


@st.composite
def versions(draw: st.DrawFn, told: str) -> Version:
    names = draw(st.sets(st.sampled_from(NAMES), min_size=1))
    refers = {
        name: tuple(draw(st.sets(st.sampled_from(sorted(names)), max_size=2))) for name in names
    }
    return of(told, **refers)


def parts(found: Mix | Version) -> tuple[Any, ...]:
    bundle = found.bundle
    return (
        bundle.template["Resources"],
        bundle.archives,
        {each.logical_id: each for each in bundle.functions},
    )


@given(versions("old"), versions("new"))
def test_with_no_unit_new_the_mix_is_the_old_side_and_with_all_the_new(
    old: Version, new: Version
) -> None:
    assert parts(mix(old, new, frozenset())) == parts(old)
    assert parts(mix(old, new, frozenset(UNITS))) == parts(new)
    assert not mix(old, new, frozenset()).obstacles
    assert not mix(old, new, frozenset(UNITS)).obstacles


@given(versions("old"), versions("new"), st.sets(st.sampled_from(UNITS)))
def test_each_unit_comes_whole_from_one_version(old: Version, new: Version, done: set[str]) -> None:
    found = mix(old, new, done).bundle
    for unit in UNITS:
        chosen = (new if unit in done else old).bundle
        for section in ("template", "archives"):
            mixed, own = getattr(found, section), getattr(chosen, section)
            mixed, own = mixed.get("Resources", mixed), own.get("Resources", own)
            assert {n: e for n, e in mixed.items() if OWNER[n] == unit} == {
                n: e for n, e in own.items() if OWNER[n] == unit
            }


@given(versions("old"), versions("new"), st.sets(st.sampled_from(UNITS)))
def test_there_is_an_obstacle_for_every_reference_that_leads_nowhere(
    old: Version, new: Version, done: set[str]
) -> None:
    found = mix(old, new, done)
    resources = found.bundle.template["Resources"]
    lost = {
        (name, target)
        for name, each in resources.items()
        for target in mentions(each)
        if target not in resources
    }
    assert {tuple(each.split(",")[0].split(" refers to ")) for each in found.obstacles} == lost


def test_what_the_new_version_refers_to_comes_with_its_own_unit() -> None:
    old = of("old", PaymentsQueue=())
    new = of("new", PaymentsQueue=("ShippingQueue",), ShippingQueue=())
    assert mix(old, new, {"payments"}).obstacles == (
        "PaymentsQueue refers to ShippingQueue, which comes with shipping",
    )
    assert not mix(old, new, {"shipping"}).obstacles


def test_every_reference_that_leads_nowhere_is_told() -> None:
    old = of("old", PaymentsQueue=("InventoryQueue", "ShippingQueue"), InventoryQueue=())
    old.bundle.template["Resources"]["ShippingQueue"] = resource("ShippingQueue", "old")
    new = of("new", PaymentsQueue=())
    assert mix(old, new, {"inventory", "shipping"}).obstacles == (
        "PaymentsQueue refers to InventoryQueue, which went with inventory",
        "PaymentsQueue refers to ShippingQueue, which went with shipping",
    )


def test_what_the_old_version_refers_to_goes_with_its_own_unit() -> None:
    old = of("old", PaymentsQueue=("InventoryQueue",), InventoryQueue=())
    new = of("new", PaymentsQueue=())
    assert mix(old, new, {"inventory"}).obstacles == (
        "PaymentsQueue refers to InventoryQueue, which went with inventory",
    )
    assert not mix(old, new, {"payments"}).obstacles


def test_what_belongs_to_all_comes_with_the_first_and_goes_with_its_last_user() -> None:
    old = of("old", PaymentsQueue=("Bus",), ShippingQueue=("Bus",), Bus=(), Key=())
    new = of("new", PaymentsQueue=("Key",), ShippingQueue=(), Key=())
    assert set(mix(old, new, {"payments"}).bundle.template["Resources"]) == {
        "PaymentsQueue",
        "ShippingQueue",
        "Bus",
        "Key",
    }
    key = mix(old, new, {"payments"}).bundle.template["Resources"]["Key"]
    assert key["Properties"]["Told"] == "new"
    assert "Bus" not in mix(old, new, {"payments", "shipping"}).bundle.template["Resources"]


def test_globals_that_differ_reach_their_own_functions_alone() -> None:
    old = of("old", PaymentsFunction=(), ShippingFunction=())
    new = of("new", PaymentsFunction=(), ShippingFunction=())
    old.bundle.template["Globals"] = {
        "Function": {"Timeout": 15, "CodeUri": "..", "MemorySize": 256}
    }
    new.bundle.template["Globals"] = {"Function": {"Timeout": 30, "CodeUri": ".."}}
    template = mix(old, new, {"payments"}).bundle.template
    assert "Globals" not in template
    told = {name: each["Properties"] for name, each in template["Resources"].items()}
    assert told["PaymentsFunction"]["Timeout"] == 30
    assert "MemorySize" not in told["PaymentsFunction"]
    assert (told["ShippingFunction"]["Timeout"], told["ShippingFunction"]["MemorySize"]) == (
        15,
        256,
    )
    assert "Timeout" not in old.bundle.template["Resources"]["PaymentsFunction"]["Properties"]


def test_a_parameter_said_differently_is_an_obstacle_only_where_both_versions_need_it() -> None:
    old = of("old", PaymentsQueue=("Days",), ShippingQueue=("Days",))
    new = of("new", PaymentsQueue=("Days",), ShippingQueue=())
    old.bundle.template["Parameters"] = {"Days": {"Type": "Number", "Default": 2}}
    new.bundle.template["Parameters"] = {"Days": {"Type": "Number", "Default": 3}, "More": {}}
    assert mix(old, new, {"payments"}).obstacles == (
        "ShippingQueue and PaymentsQueue need a different Days",
    )
    alone = mix(old, new, {"shipping"})
    assert not alone.obstacles
    assert alone.bundle.template["Parameters"] == {
        "Days": {"Type": "Number", "Default": 2},
        "More": {},
    }
    both = mix(old, new, {"payments", "shipping"})
    assert both.bundle.template["Parameters"]["Days"]["Default"] == 3


def test_an_output_comes_with_what_it_tells_of() -> None:
    old = of("old", PaymentsQueue=(), ShippingQueue=())
    new = of("new", PaymentsQueue=())
    old.bundle.template["Outputs"] = {
        "Parcels": {"Value": {"Ref": "ShippingQueue"}},
        "Money": {"Value": {"Ref": "PaymentsQueue"}, "Description": "old"},
    }
    new.bundle.template["Outputs"] = {
        "Money": {"Value": {"Ref": "PaymentsQueue"}, "Description": "new"}
    }
    assert mix(old, new, frozenset()).bundle.template["Outputs"] == old.bundle.template["Outputs"]
    gone = mix(old, new, {"shipping"}).bundle.template["Outputs"]
    assert {name: each.get("Description") for name, each in gone.items()} == {"Money": "old"}
    paid = mix(old, new, {"payments"}).bundle.template["Outputs"]
    assert {name: each.get("Description") for name, each in paid.items()} == {
        "Parcels": None,
        "Money": "new",
    }


def test_a_mix_is_nobody_elses_template() -> None:
    old = of("old", PaymentsFunction=())
    mixed = mix(old, of("new", PaymentsFunction=()), frozenset())
    mixed.bundle.template["Resources"]["PaymentsFunction"]["Properties"]["Told"] = "changed"
    assert old.bundle.template["Resources"]["PaymentsFunction"]["Properties"]["Told"] == "old"


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ({"Ref": "A"}, {"A"}),
        ({"Fn::GetAtt": ["A", "Arn"]}, {"A"}),
        ({"Fn::GetAtt": "A.Arn"}, {"A"}),
        ({"Fn::Sub": "arn:${AWS::Region}:${A.Name}-${B}-${!C}"}, {"AWS::Region", "A", "B"}),
        ({"Fn::Sub": ["${A}-${B}", {"B": {"Ref": "C"}}]}, {"A", "C"}),
        ({"DependsOn": "A"}, {"A"}),
        ({"DependsOn": ["A", "B"]}, {"A", "B"}),
        (
            {"Condition": "A", "Properties": {"X": [{"Fn::If": ["B", {"Ref": "C"}, 1]}]}},
            {"A", "B", "C"},
        ),
        ({"Condition": {"ArnEquals": {"aws:SourceArn": [{"Ref": "A"}]}}}, {"A"}),
        ({"Fn::FindInMap": ["A", {"Ref": "B"}, "C"]}, {"A", "B"}),
        ({"Type": "A", "Properties": {"Name": "${A}"}}, set()),
    ],
)
def test_every_way_to_refer_is_read(part: Any, named: set[str]) -> None:
    assert set(mentions(part)) == named
