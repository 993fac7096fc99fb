"""A repository's changes, read from its objects: the same cold and kept, whatever is in them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analysis.history import ChangeRecord
from lab.cli.errors import ending_for
from lab.cli.history_command import history
from lab.git import BadRevision, Repository
from lab.history import replay, steps
from lab.history.keeping import Kept
from lab.history.steps import tickets

CODE = "def handler(event, context):\n    return event['total']\n"


def template(*names: str, memory: int = 128) -> str:
    lines = ["Resources:"]
    for name in names:
        lines += [
            f"  {name}:",
            "    Type: AWS::Serverless::Function",
            "    Properties:",
            f"      {{Handler: app.handler, Runtime: python3.12, CodeUri: {name.lower()}/,",
            f"       MemorySize: {memory}, Tags: {{service: {name.lower()}}}}}",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def shop(made: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.chdir(made.folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made.commit({"template.yaml": template("A", "B"), "a/app.py": CODE, "b/app.py": CODE}, "one")
    made.commit({"a/app.py": CODE.replace("]", "] + 118")}, "AB-1 a sums")
    made.commit({"README.md": "words"}, "AB-2 words")
    made.commit({"template.yaml": template("A", "B", memory=256)}, "AB-1 more memory")
    made.commit({"template.yaml": template("A", "B", "C"), "c/app.py": CODE}, "AB-3 a newcomer")
    return made


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
    shop.commit({"template.yaml": template("A", "B", "C")}, "mended")
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
    shop.commit({"sub/template.yaml": template("D"), "sub/d/app.py": CODE}, "sub")
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


def run(*arguments: str) -> Any:
    result = CliRunner().invoke(history, [*arguments])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


def test_the_command_tells_it(shop: Any, tmp_path: Path) -> None:
    assert "Of 3 changes that touched a service" in run()
    wire = run("--json", "--by", r"AB-\d+", "--out", str(tmp_path / "past.svg"))
    assert [each["id"] for each in wire["records"]][1:] == ["AB-1", "AB-2", "AB-3"]
    assert wire["records"][1]["touched"]["service"] == ["a", "b"]
    assert "<svg" in (tmp_path / "past.svg").read_text()
    assert run("--unit", "stack", "--full").count("AB-") == 4
    assert run("--anew") == run()


def test_a_shallow_clone_says_so(
    shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("clone", "-q", "--depth", "2", f"file://{shop.folder}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    wire = run("--json")
    assert [each["kind"] for each in wire["records"]] == ["beginning", "units"]
    assert "shallow" in wire["notes"][0]


def test_what_is_no_repository_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Any
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments in ([str(empty)], ["--head", "nope"], ["--since", "2030-01-01"]):
        error = CliRunner().invoke(history, arguments).exception
        assert error is not None
        assert ending_for(error).code == 1
    shop.git("init", "-q", str(empty))
    assert isinstance(CliRunner().invoke(history, [str(empty)]).exception, BadRevision)
