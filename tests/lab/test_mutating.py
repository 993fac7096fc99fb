"""Ways to break a message, field by field: what it becomes, and that the original stays whole."""

from typing import Any

import pytest

from lab.probe.mutating import BEYOND, FIELD_WAYS, SAME, broken, paths_of

MESSAGE: Any = {
    "id": "e-1",
    "caused_by": None,
    "data": {"total": 3000, "lines": [{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 1}]},
}


def test_every_field_has_a_path_and_entries_of_a_list_share_theirs() -> None:
    assert list(paths_of(MESSAGE)) == [
        "id", "caused_by", "data", "data.total", "data.lines", "data.lines.sku",
        "data.lines.quantity",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "how", "becomes"),
    [
        ("id", "renamed", {"id_renamed": "e-1"}),
        ("id", "retyped", {"id": {"value": "e-1"}}),
        ("id", "emptied", {"id": ""}),
        ("id", "out of range", {"id": f"e-1{BEYOND}"}),
        ("data.total", "retyped", {"data": {**MESSAGE["data"], "total": "3000"}}),
        ("data.total", "emptied", {"data": {**MESSAGE["data"], "total": 0}}),
        ("data.total", "out of range", {"data": {**MESSAGE["data"], "total": -3001}}),
        ("data", "emptied", {"data": {}}),
        ("caused_by", "retyped", {"caused_by": "none"}),
    ],
)
def test_a_field_is_broken_as_asked(path: str, how: str, becomes: Any) -> None:
    top = path.partition(".")[0]
    assert broken(MESSAGE, path, how) == {
        **{k: v for k, v in MESSAGE.items() if k != top},
        **becomes,
    }


def test_a_field_of_a_list_is_broken_in_every_entry() -> None:
    found = broken(MESSAGE, "data.lines.sku", "dropped")
    assert found
    assert found["data"]["lines"] == [{"quantity": 2}, {"quantity": 1}]


@pytest.mark.parametrize("how", FIELD_WAYS)
@pytest.mark.parametrize("path", list(paths_of(MESSAGE)))
def test_the_original_stays_whole_and_what_is_broken_differs(path: str, how: str) -> None:
    before = repr(MESSAGE)
    found = broken(MESSAGE, path, how)
    assert repr(MESSAGE) == before
    assert (found == MESSAGE) is (how == SAME) or found is None


def test_a_field_that_is_not_there_is_not_broken() -> None:
    assert broken(MESSAGE, "data.weight", "dropped") is None
    assert broken(MESSAGE, "caused_by", "out of range") is None, "nothing is beyond nothing"
