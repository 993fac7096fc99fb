"""A repository's changes, read from its objects: the same cold and kept, whatever is in them."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.history import ChangeRecord
from lab.git import BadRevision, Repository
from lab.history import replay, steps
from lab.history.keeping import Kept
from lab.history.steps import tickets

pytestmark = pytest.mark.slow  # makes repositories, and reads each revision

CODE = "def handler(event, context):\n    return event['total']\n"


@pytest.fixture
def shop(shop_with_a_past: Any) -> Any:
    return shop_with_a_past


def records(shop: Any, folder: Path, kept: Kept | None = None, **more: Any) -> list[ChangeRecord]:
    with Repository(shop.folder) as repository:
        found = steps(repository, more.pop("way", "commit"), **more)
        return list(replay(repository, found, Path(), folder, kept=kept))


def kinds(found: list[ChangeRecord]) -> list[str]:
    return [f"{each.kind}: {', '.join(each.of('service').units)}" for each in found]


def test_every_change_has_its_kind_and_whom_it_touched(shop: Any, tmp_path: Path) -> None:
    assert kinds(records(shop, tmp_path / "trees")) == [
        "beginning: ", "code: a", "elsewhere: ", "configuration: a, b", "units: a, b, c",
    ]  # fmt: skip


def test_code_of_a_language_that_is_not_read_is_code_whatever_came_before(
    shop: Any, tmp_path: Path
) -> None:
    shop.commit({"b/Work.cs": "class Work {}", "b/lib/More.cs": "class More {}"}, "in another")
    shop.commit({"README.md": "other words"}, "words")
    shop.commit({"b/Work.cs": "class Work { int one; }"}, "b")
    shop.commit({"b/lib/More.cs": None}, "b again")
    cold = records(shop, tmp_path / "trees")
    assert kinds(cold)[-4:] == ["code: b", "elsewhere: ", "code: b", "code: b"]
    assert records(shop, tmp_path / "late", since="HEAD~2") == cold[-2:]


def test_a_file_that_nobody_reads_may_be_missing(shop: Any, tmp_path: Path) -> None:
    shop.commit({"a/app.js.map": "7" * 99}, "a map")
    shop.commit({"a/app.py": CODE.replace("]", "] + 5")}, "a")
    lost = shop.git("rev-parse", "HEAD:a/app.js.map")
    (shop.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert kinds(records(shop, tmp_path / "trees"))[-1] == "code: a"


def test_kept_is_as_cold_and_is_not_read_again(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = records(shop, tmp_path / "one")
    with Kept("shop", tmp_path / "kept") as kept:
        assert records(shop, tmp_path / "two", kept) == cold
    monkeypatch.setattr("lab.history.replaying.version", None)
    monkeypatch.setattr("lab.history.replaying.open_system", None)
    with Kept("shop", tmp_path / "kept") as kept:
        assert records(shop, tmp_path / "three", kept) == cold


def test_what_was_stopped_goes_on_where_it_was(shop: Any, tmp_path: Path) -> None:
    cold = records(shop, tmp_path / "one")
    with Repository(shop.folder) as repository, Kept("shop", tmp_path / "kept") as kept:
        going = replay(repository, steps(repository, "commit"), Path(), tmp_path / "two", kept=kept)
        assert [next(going), next(going), next(going)] == cold[:3]
    with kept.path.open("a") as half:
        half.write('["a..b", {"kind": "co')  # it ended while this was written
    with Kept("shop", tmp_path / "kept") as kept:
        assert records(shop, tmp_path / "three", kept) == cold


@pytest.mark.parametrize("lie", ["null", "7", '{"kind": 1}', "[]", '{"touched": {"service": 3}}'])
def test_what_is_kept_and_no_record_is_worked_out_anew(shop: Any, tmp_path: Path, lie: str) -> None:
    cold = records(shop, tmp_path / "one")
    kept = Kept("shop", tmp_path / "kept")
    kept.path.parent.mkdir()
    lines = (json.dumps([f"{shop.git('rev-parse', 'HEAD~1')}..{cold[-1].id}", json.loads(lie)]),)
    kept.path.write_text("\n".join(lines))
    with Kept("shop", tmp_path / "kept") as kept:
        assert records(shop, tmp_path / "two", kept) == cold


def test_a_merge_is_what_it_brought(shop: Any, tmp_path: Path) -> None:
    shop.git("checkout", "-qb", "other", "HEAD~1")
    shop.commit({"b/app.py": CODE.replace("]", "] + 121")}, "b on its own")
    shop.commit({"a/app.py": CODE.replace("]", "] + 122")}, "a on its own")
    shop.git("checkout", "-q", "main")
    shop.git("merge", "-q", "--no-ff", "-m", "both", "other")
    merged = records(shop, tmp_path / "one", way="merge")
    assert kinds(merged)[-1] == "code: a, b"
    assert len(merged) == 6
    assert [x.subject for x in records(shop, tmp_path / "two")][-3:].count("both") == 0


def test_what_cannot_be_read_is_said_and_the_next_goes_on(shop: Any, tmp_path: Path) -> None:
    shop.commit({"template.yaml": "Resources: ["}, "broken")
    shop.commit({"template.yaml": shop.template("A", "B", "C")}, "mended")
    shop.commit({"c/app.py": CODE.replace("]", "] + 121")}, "c")
    found = records(shop, tmp_path / "trees")
    assert kinds(found)[-3:] == ["unreadable: ", "unreadable: ", "code: c"]
    assert found[-3].seen.startswith("after it, ")
    assert found[-2].seen.startswith("before it, ")


def test_a_blob_that_the_clone_has_not_is_said(shop: Any, tmp_path: Path) -> None:
    lost = shop.git("rev-parse", "HEAD~1:a/app.py")
    (shop.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    found = records(shop, tmp_path / "trees")
    assert found[1].kind == "unreadable"
    assert "not in this clone" in found[1].seen


def test_a_folder_of_the_repository_is_a_system_of_its_own(shop: Any, tmp_path: Path) -> None:
    shop.commit({"sub/template.yaml": shop.template("D"), "sub/d/app.py": CODE}, "sub")
    shop.commit({"sub/d/app.py": CODE.replace("]", "] + 121")}, "d")
    with Repository(shop.folder) as repository:
        found = list(
            replay(repository, steps(repository, "commit"), Path("sub"), tmp_path / "trees")
        )
    assert kinds(found)[-1] == "code: d"
    assert found[-2].kind == "unreadable"


def test_since_a_date_or_a_revision_and_the_last_so_many(shop: Any) -> None:
    with Repository(shop.folder) as repository:
        assert [x.subject for x in steps(repository, "commit", since="HEAD~2")] == [
            "AB-1 more memory", "AB-3 a newcomer",
        ]  # fmt: skip
        assert len(steps(repository, "commit", since="2020-01-01")) == 5
        assert not steps(repository, "commit", since="2030-01-01")
        assert len(steps(repository, "commit", most=2)) == 2
        with pytest.raises(BadRevision, match="neither a date"):
            steps(repository, "commit", since="nonsense")


def test_commits_of_one_ticket_are_one_change(shop: Any) -> None:
    with Repository(shop.folder) as repository:
        found = steps(repository, "commit")
    assert [len(each) for each in tickets(found, r"AB-\d+").values()] == [1, 2, 1, 1]
    with pytest.raises(BadRevision, match="no regular expression"):
        tickets(found, "(")
