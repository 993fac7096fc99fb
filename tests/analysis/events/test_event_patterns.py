"""Event patterns and filter policies, value by value, as AWS documents them."""

import json
import time

import pytest

from analysis.extract.events.operators import Passing, wildcard
from analysis.extract.events.patterns import ABSENT, passes
from analysis.source.values import Joined, Options, Reference, Unknown

YES, NO, POSSIBLE = Passing.YES, Passing.NO, Passing.POSSIBLE
EVENT = {
    "source": "my.shop",
    "detail-type": "OrderPlaced",
    "resources": ["arn:1", "arn:2"],
    "detail": {
        "state": "running",
        "count": 5,
        "limit": 301.8,
        "ip": "10.0.0.33",
        "path": "dir/sub/photo.png",
        "paid": True,
        "empty": "",
        "lines": [{"sku": "a", "size": 1}, {"sku": "b", "size": 2}],
    },
}


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        # exact values; several are ORed, several fields ANDed
        ('{"source": ["my.shop"]}', YES),
        ('{"source": ["other", "my.shop"]}', YES),
        ('{"source": ["My.Shop"]}', NO),
        ('{"source": ["my.shop"], "detail-type": ["Other"]}', NO),
        ('{"resources": ["arn:2"]}', YES),
        ('{"detail": {"count": [5]}}', YES),
        ('{"detail": {"count": [5.0]}}', YES),
        ('{"detail": {"count": ["5"]}}', NO),
        ('{"detail": {"paid": [true]}}', YES),
        ('{"detail": {"paid": [1]}}', NO),
        ('{"detail": {"empty": [""]}}', YES),
        # beginnings and ends
        ('{"detail": {"state": [{"prefix": "run"}]}}', YES),
        ('{"detail": {"state": [{"prefix": "Run"}]}}', NO),
        ('{"detail": {"state": [{"prefix": {"equals-ignore-case": "RUN"}}]}}', YES),
        ('{"detail": {"path": [{"suffix": ".png"}]}}', YES),
        ('{"detail": {"path": [{"suffix": {"equals-ignore-case": ".PNG"}}]}}', YES),
        ('{"detail": {"count": [{"prefix": "5"}]}}', NO),
        ('{"detail": {"state": [{"equals-ignore-case": "RUNNING"}]}}', YES),
        # anything-but, in all its forms
        ('{"detail": {"state": [{"anything-but": "stopped"}]}}', YES),
        ('{"detail": {"state": [{"anything-but": ["stopped", "running"]}]}}', NO),
        ('{"detail": {"count": [{"anything-but": [5, 6]}]}}', NO),
        ('{"detail": {"state": [{"anything-but": {"prefix": "run"}}]}}', NO),
        ('{"detail": {"state": [{"anything-but": {"prefix": ["stop", "run"]}}]}}', NO),
        ('{"detail": {"path": [{"anything-but": {"suffix": ".jpg"}}]}}', YES),
        ('{"detail": {"path": [{"anything-but": {"wildcard": "*/sub/*"}}]}}', NO),
        ('{"detail": {"state": [{"anything-but": {"equals-ignore-case": "RUNNING"}}]}}', NO),
        ('{"detail": {"state": [{"anything-but": {"equals-ignore-case": ["X", "Y"]}}]}}', YES),
        ('{"detail": {"nobody": [{"anything-but": "x"}]}}', NO),
        ('{"resources": [{"anything-but": "arn:1"}]}', YES),
        # numbers
        ('{"detail": {"count": [{"numeric": [">", 0, "<=", 5]}]}}', YES),
        ('{"detail": {"count": [{"numeric": ["<", 5]}]}}', NO),
        ('{"detail": {"limit": [{"numeric": ["=", 3.018e2]}]}}', YES),
        ('{"detail": {"state": [{"numeric": ["=", 1]}]}}', NO),
        # presence
        ('{"detail": {"state": [{"exists": true}]}}', YES),
        ('{"detail": {"state": [{"exists": false}]}}', NO),
        ('{"detail": {"nobody": [{"exists": false}]}}', YES),
        ('{"detail": {"lines": [{"exists": false}]}}', YES),  # it is no leaf
        ('{"nobody": {"inner": [{"exists": false}]}}', YES),
        ('{"detail": {"nobody": [{"exists": false}, "x"]}}', YES),
        # networks, wildcards
        ('{"detail": {"ip": [{"cidr": "10.0.0.0/24"}]}}', YES),
        ('{"detail": {"ip": [{"cidr": "10.0.1.0/24"}]}}', NO),
        ('{"detail": {"path": [{"wildcard": "dir/*.png"}]}}', YES),
        ('{"detail": {"path": [{"wildcard": "*.jpg"}]}}', NO),
        # arrays of objects: one element must fit whole
        ('{"detail": {"lines": {"sku": ["b"]}}}', YES),
        ('{"detail": {"lines": {"sku": ["a"], "size": [2]}}}', NO),
        # $or
        ('{"$or": [{"source": ["x"]}, {"detail": {"count": [5]}}]}', YES),
        ('{"$or": [{"source": ["x"]}, {"source": ["y"]}]}', NO),
        ('{"detail": {"$or": [{"state": ["x"]}, {"count": [5]}]}}', YES),
        ('{"$or": [{"source": ["x"]}]}', NO),  # a field of that name: one is no choice
    ],
)
def test_a_pattern_passes_what_aws_would_pass(asked: str, verdict: Passing) -> None:
    assert passes(json.loads(asked), EVENT, ABSENT) is verdict


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ({"detail": {"other": ["x"]}}, POSSIBLE),
        ({"detail": {"other": [{"exists": False}]}}, POSSIBLE),
        ({"detail": {"other": ["x"]}, "source": ["wrong"]}, NO),
        ({"source": [Unknown("a parameter without a value")]}, POSSIBLE),
        ({"source": [Options(("my.shop", "x"))]}, POSSIBLE),
        ({"source": [Options(("x", "y"))]}, NO),
        ({"source": Unknown("an import")}, POSSIBLE),
        (Unknown("a file that is not there"), POSSIBLE),
        ({"detail": {"state": [{"prefix": Reference("Prefix")}]}}, POSSIBLE),
    ],
)
def test_what_is_unknown_is_possible(asked: object, verdict: Passing) -> None:
    assert passes(asked, EVENT) is verdict


def test_a_resource_is_itself_and_no_other() -> None:
    event = {"detail": {"bucket": {"name": Reference("Photos")}}}

    def asking(name: object) -> Passing:
        return passes({"detail": {"bucket": {"name": [name]}}}, event)

    assert asking(Reference("Photos")) is YES
    assert asking(Reference("Videos")) is NO
    assert asking("my-photos") is POSSIBLE
    assert asking(Joined((Reference("Photos"), "-x"))) is POSSIBLE


def test_what_is_there_but_unknown_exists() -> None:
    event = {"detail": {"state": None}}
    assert passes({"detail": {"state": [{"exists": True}]}}, event, ABSENT) is YES
    assert passes({"detail": {"state": [{"exists": False}]}}, event, ABSENT) is NO
    assert passes({"detail": {"state": ["x"]}}, event, ABSENT) is POSSIBLE


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("a*c", "abc", True),
        ("a*c", "ac", True),
        ("a*a", "a", False),
        ("*", "", True),
        ("a*b*c", "aXbYbZc", True),
        (r"a\*c", "a*c", True),
        (r"a\*c", "abc", False),
        ("a\\\\*", "a\\x", True),
        ("abc", "abc", True),
        ("a\\", "a\\", True),
    ],
)
def test_wildcards(pattern: str, text: str, fits: bool) -> None:
    assert wildcard(pattern, text) is fits


def test_no_wildcard_backtracks() -> None:
    began = time.process_time()
    assert not wildcard("a*" * 5_000 + "b", "a" * 20_000)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        7,
        "x",
        [],
        {"source": None},
        {"source": {"prefix": ["a"]}},
        {"source": [{"prefix": None}, {"numeric": ["<"]}, {"numeric": [[], {}]}, {"cidr": 5}]},
        {"source": [{"anything-but": None}, {"anything-but": {"numeric": 1}}, {}, [], [[]]]},
        {"source": [{"cidr": "10.0.0.0/99"}, {"wildcard": ["*"]}, {"exists": "maybe"}]},
        {"$or": {}},
        {"$or": [1, 2]},
        {"detail": []},
    ],
)
def test_nonsense_never_raises(nonsense: object) -> None:
    assert passes(nonsense, EVENT) in Passing
