"""The files of a revision, from git's objects: as git has them, and nowhere but in our folder."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab.git import BadRevision, NoRepository, Repository, Tree

pytestmark = pytest.mark.slow  # makes repositories

NAMES = st.sampled_from(["a", "b", "c/a", "c/b", "c/d/a", "a-b/c", "é", "with space"])
VERSIONS = st.lists(
    st.dictionaries(NAMES, st.sampled_from(["", "one\n", "two\n", "\r\n"]), max_size=6),
    min_size=2,
    max_size=4,
)


def files_in(folder: Path) -> dict[str, bytes]:
    found = {}
    for here, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each != ".git"]
        for name in [*names, *(each for each in folders if (Path(here) / each).is_symlink())]:
            path = Path(here) / name
            content = str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
            found[path.relative_to(folder).as_posix()] = content
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VERSIONS)
def test_going_from_revision_to_revision_gives_what_each_has(
    made_in: Callable[[Path], Any],
    tmp_path_factory: pytest.TempPathFactory,
    versions: list[dict[str, str]],
) -> None:
    made = made_in(tmp_path_factory.mktemp("shop"))
    commits = []
    before: dict[str, str] = {}
    for each in versions:
        commits.append(made.commit(dict.fromkeys(before.keys() - each.keys()) | each))
        before = each
    with Repository(made.folder) as repository:
        tree = Tree(repository, tmp_path_factory.mktemp("scratch") / "tree")
        for commit, version in zip(commits, versions, strict=True):
            tree.go_to(repository.tree(commit))
            assert files_in(tree.folder) == {name: text.encode() for name, text in version.items()}
            assert sorted(tree.names) == sorted(version)


def tree_of(made: Any, folder: Path, revision: str = "HEAD") -> Tree:
    with Repository(made.folder) as repository:
        tree = Tree(repository, folder)
        tree.go_to(repository.tree(repository.commit(revision)))
    return tree


def test_nothing_that_the_repository_sets_is_run(made: Any, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    script.chmod(0o755)
    made.write({".gitattributes": "* filter=x diff=x text\n", "a": "one\r\n"})
    made.git("add", "-A")
    made.git("commit", "-qm", "one")
    for key in ("filter.x.smudge", "filter.x.clean", "core.fsmonitor", "diff.x.textconv",
                "core.sshCommand", "core.alternateRefsCommand", "core.pager"):  # fmt: skip
        made.git("config", key, str(script))
    tree = tree_of(made, tmp_path / "tree")
    with Repository(made.folder) as repository:
        repository.staged()
    assert files_in(tree.folder)["a"] in (b"one\r\n", b"one\n")
    assert not ran.exists()


def raw_tree(made: Any, *entries: tuple[str, bytes, str]) -> str:
    """A commit of a tree that git's own commands would refuse to write."""
    content = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(oid)
                       for mode, name, oid in entries)  # fmt: skip
    (made.folder / "raw").write_bytes(content)
    tree = made.git("hash-object", "-t", "tree", "-w", "--literally", "raw")
    (made.folder / "raw").unlink()
    return str(made.git("commit-tree", "-m", "raw", tree))


def test_no_name_leads_out_of_the_folder(made: Any, tmp_path: Path) -> None:
    made.commit({"a": "one"})
    blob = made.git("rev-parse", "HEAD:a")
    inner = made.git("rev-parse", "HEAD^{tree}")
    commit = raw_tree(
        made,
        ("100644", b"..", blob),
        ("40000", b".GIT", inner),
        ("100644", b"good", blob),
        ("40000", b"x" * 300, inner),
    )
    tree = tree_of(made, tmp_path / "scratch" / "tree", commit)
    assert files_in(tree.folder) == {"good": b"one"}
    assert files_in(tmp_path / "scratch") == {"tree/good": b"one"}


def test_nothing_is_written_through_a_link(made: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    made.commit({"a": "one"})
    (made.folder / "link").symlink_to(outside)
    made.commit({})
    link, inner = made.git("rev-parse", "HEAD:link"), made.git("rev-parse", "HEAD~1^{tree}")
    commit = raw_tree(made, ("120000", b"d", link), ("40000", b"d", inner))
    with Repository(made.folder) as repository:
        tree = Tree(repository, tmp_path / "tree")
        for each in ("HEAD", commit, "HEAD", commit):
            tree.go_to(repository.tree(repository.commit(each)))
    assert not list(outside.iterdir())


def test_a_folder_becomes_a_file_and_a_link_and_a_folder_again(made: Any, tmp_path: Path) -> None:
    one = made.commit({"d/a": "one"})
    two = made.commit({"d/a": None, "x": "two"})
    (made.folder / "d").rmdir() if (made.folder / "d").exists() else None
    three = made.commit({"d": "three"})
    (made.folder / "d").unlink()
    (made.folder / "d").symlink_to("x")
    four = made.commit({})
    with Repository(made.folder) as repository:
        tree = Tree(repository, tmp_path / "tree")
        for commit, wanted in (
            (one, {"d/a": b"one"}),
            (two, {"x": b"two"}),
            (three, {"x": b"two", "d": b"three"}),
            (four, {"x": b"two", "d": b"x"}),
            (one, {"d/a": b"one"}),
        ):
            tree.go_to(repository.tree(commit))
            assert files_in(tree.folder) == wanted


def test_a_submodule_is_left_out_and_what_the_clone_has_not_is_listed(
    made: Any, tmp_path: Path
) -> None:
    made.commit({"a": "one", "b": "two"})
    commit = made.git("rev-parse", "HEAD")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    made.git("commit", "-qm", "with a module")
    lost = made.git("rev-parse", "HEAD:b")
    (made.folder / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    tree = tree_of(made, tmp_path / "tree")
    assert files_in(tree.folder) == {"a": b"one"}
    assert tree.missing == ("b",)


def test_what_is_no_revision_and_no_repository_is_refused(made: Any, tmp_path: Path) -> None:
    made.commit({"a": "one"})
    with Repository(made.folder) as repository:
        for each in ("nope", "--help", "HEAD~9", "", "a\0b", "HEAD:a"):
            with pytest.raises(BadRevision, match="is no revision of shop"):
                repository.commit(each)
    with pytest.raises(NoRepository, match="in no git repository"):
        Repository(tmp_path)
    made.git("init", "-q", "--bare", str(tmp_path / "bare"))
    with pytest.raises(NoRepository, match="working tree"):
        Repository(tmp_path / "bare")


def test_what_is_in_conflict_is_not_staged(made: Any) -> None:
    made.commit({"a": "one"})
    made.git("checkout", "-qb", "other")
    made.commit({"a": "two"})
    made.git("checkout", "-q", "main")
    made.commit({"a": "three"})
    with pytest.raises(subprocess.CalledProcessError):
        made.git("merge", "other")
    with Repository(made.folder) as repository, pytest.raises(BadRevision, match="in conflict"):
        repository.staged()
