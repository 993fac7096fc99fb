"""Changes as they are asked for, their patches, and what these come to."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.designs import designs
from lab.experiments.counting import edit, stories_rewritten, tally
from lab.experiments.experiment import (
    BadExperiment,
    UnknownExperiment,
    experiment_named,
    experiments,
)
from lab.experiments.patches import FilePatch, PatchDoesNotApply, apply, read_patch
from tests.designs import CHOREOGRAPHY, ORCHESTRATION

TOLD = """title = "A gate"
request = "Let nobody through."
why = "Gates come late."
[prediction]
both = "insert-step gate --between A B"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "changes" / "add-gate"
    (made / "stories").mkdir(parents=True)
    (made / "change.toml").write_text(TOLD)
    for side in designs():
        made.joinpath(f"{side.name}.patch").write_text("")
    return made


def test_a_change_says_what_is_asked_for_and_what_is_asked_of_the_prediction(folder: Path) -> None:
    [found] = experiments(folder.parent)
    assert (found.name, found.title, found.kind) == ("add-gate", "A gate", "insert-step")
    assert set(found.prediction.values()) == {"insert-step gate --between A B"}
    assert found.shared is None


def test_a_side_may_be_asked_in_its_own_words(folder: Path) -> None:
    asked = TOLD.replace('both = "insert', 'choreography = "remove-step A"\nboth = "insert')
    folder.joinpath("change.toml").write_text(asked)
    prediction = experiment_named("add-gate", folder.parent).prediction
    assert prediction[CHOREOGRAPHY] == "remove-step A"
    assert prediction[ORCHESTRATION].startswith("insert-step")


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("title = ", "not TOML"),
        (TOLD.replace('why = "Gates come late."', ""), "has no `why`"),
        (TOLD.replace('"A gate"', "7"), "`title`"),
        (TOLD.replace("both =", "neither ="), "asks nothing for choreography"),
    ],
)
def test_a_change_that_cannot_be_used_is_refused_in_one_sentence(
    folder: Path, told: str, named: str
) -> None:
    folder.joinpath("change.toml").write_text(told)
    with pytest.raises(BadExperiment) as refused:
        experiments(folder.parent)
    assert named in str(refused.value)
    assert "change.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_change_without_a_patch_for_each_side_is_refused(folder: Path) -> None:
    folder.joinpath("orchestration.patch").unlink()
    with pytest.raises(BadExperiment, match=r"orchestration\.patch"):
        experiments(folder.parent)


def test_an_unknown_change_is_offered_the_nearest(folder: Path) -> None:
    with pytest.raises(UnknownExperiment, match="did you mean add-gate"):
        experiment_named("ad-gate", folder.parent)


FORTY = [f"line {number}\n" for number in range(40)]


def patch_of(tmp_path: Path, old: list[str], new: list[str], name: str = "a/f.txt") -> Path:
    body = "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))
    made = tmp_path / "change" / "choreography.patch"
    made.parent.mkdir(exist_ok=True)
    made.write_text(f"diff --git a/{name} b/{name}\n{body}")
    return made


def tree_with(tmp_path: Path, lines: list[str]) -> Path:
    tree = tmp_path / "tree"
    (tree / "a").mkdir(parents=True, exist_ok=True)
    (tree / "a/f.txt").write_text("".join(lines))
    return tree


def edited(lines: list[str], *places: int) -> list[str]:
    return [f"new {line}" if n in places else line for n, line in enumerate(lines)]


def test_a_patch_that_fits_is_applied(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, FORTY)
    apply(patch_of(tmp_path, FORTY, edited(FORTY, 3, 30)), tree)
    assert (tree / "a/f.txt").read_text() == "".join(edited(FORTY, 3, 30))


def test_a_patch_that_no_longer_applies_names_hunk_and_file_and_changes_nothing(
    tmp_path: Path,
) -> None:
    now = edited(FORTY, 29)
    tree = tree_with(tmp_path, now)
    with pytest.raises(PatchDoesNotApply) as refused:
        apply(patch_of(tmp_path, FORTY, edited(FORTY, 3, 30)), tree)
    assert "change/choreography.patch no longer applies: hunk 2 of a/f.txt (line 28)" in str(
        refused.value
    )
    assert (tree / "a/f.txt").read_text() == "".join(now)


def test_a_patch_of_a_file_that_is_gone_names_it(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, FORTY)
    with pytest.raises(PatchDoesNotApply, match=r"a/gone\.txt"):
        apply(patch_of(tmp_path, FORTY, edited(FORTY, 3), "a/gone.txt"), tree)


def test_a_patch_may_not_climb_out_of_the_tree(tmp_path: Path) -> None:
    tree = tree_with(tmp_path, FORTY)
    outside = tmp_path / "outside.txt"
    outside.write_text("".join(FORTY))
    with pytest.raises(PatchDoesNotApply):
        apply(patch_of(tmp_path, FORTY, edited(FORTY, 3), "../outside.txt"), tree)
    assert outside.read_text() == "".join(FORTY)


def test_a_tree_inside_somebodys_repository_is_patched_all_the_same(tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    tree = tree_with(tmp_path, FORTY)
    apply(patch_of(tmp_path, FORTY, edited(FORTY, 3)), tree)
    assert "new line 3\n" in (tree / "a/f.txt").read_text()


texts = st.lists(
    st.sampled_from(["a\n", "b\n", "-- c\n", "++ d\n", "\n", "@@ -1 +1 @@\n"]), max_size=12
)


@given(old=texts, new=texts)
def test_lines_are_counted_as_the_difference_has_them(old: list[str], new: list[str]) -> None:
    import tempfile

    lines = list(difflib.unified_diff(old, new))
    added = sum(line.startswith("+") for line in lines[2:])
    deleted = sum(line.startswith("-") for line in lines[2:])
    with tempfile.TemporaryDirectory() as made:
        found = read_patch(patch_of(Path(made), old, new))
    assert [(each.path, each.added, each.deleted) for each in found] == [
        ("a/f.txt", added, deleted)
    ]


def test_files_are_tallied_by_what_becomes_of_them() -> None:
    found = tally(
        [
            FilePatch("a/new.py", 10, 0, new=True),
            FilePatch("a/gone.py", 0, 7, gone=True),
            FilePatch("a/changed.py", 2, 1),
        ]
    )
    assert (found.files, found.files_new, found.files_gone, found.files_changed) == (3, 1, 1, 1)
    assert (found.lines_added, found.lines_deleted) == (12, 8)


def test_a_story_is_rewritten_when_it_reads_otherwise_or_is_gone(tmp_path: Path) -> None:
    for when, body in (
        ("before", "def test_a(): assert 1\ndef test_b(): assert 2\ndef test_c(): pass\n"),
        ("after", "# moved\ndef test_a(): assert 1\ndef test_b(): assert 3\ndef test_d(): pass\n"),
    ):
        made = tmp_path / when / "tests/stories"
        made.mkdir(parents=True)
        (made / "test_x.py").write_text(body)
    found = stories_rewritten(
        tmp_path / "before", tmp_path / "after", ["tests/stories/test_x.py", "lab/books.py"]
    )
    assert found == ("tests/stories/test_x.py::test_b", "tests/stories/test_x.py::test_c")


def test_a_table_of_deeds_is_rewritten_too_and_a_name_in_a_module_of_stories_is_none(
    tmp_path: Path,
) -> None:
    for when, number in (("before", 1), ("after", 2)):
        for name in ("deeds.py", "test_y.py", "conftest.py"):
            made = tmp_path / when / "tests/stories" / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(f"DEEDS = {number}\nSAME = 3\n")
    names = ["tests/stories/deeds.py", "tests/stories/test_y.py", "tests/stories/conftest.py"]
    found = stories_rewritten(tmp_path / "before", tmp_path / "after", names)
    assert found == ("tests/stories/deeds.py::DEEDS",)


def added(*files: tuple[str, int]) -> str:
    """A patch that adds so many lines to each of these files."""
    return "".join(
        f"diff --git a/{path} b/{path}\n--- a/{path}\n+++ b/{path}\n@@ -0,0 +1,{lines} @@\n"
        + "+line\n" * lines
        for path, lines in files
    )


def test_what_a_side_wrote_is_apart_from_what_is_rendered_shared_or_watches_it(
    folder: Path,
) -> None:
    machine = "orchestration/workflow.asl.json"
    (folder / "business.patch").write_text(added(("orderflow/rules.py", 3), ("tests/a.py", 4)))
    (folder / "orchestration.patch").write_text(
        added(
            ("orchestration/workflow.py", 5), (machine, 60), ("lab/books.py", 7), ("tests/b.py", 8)
        )
    )
    (folder / "choreography.patch").write_text(
        added(("choreography/template.yaml", 9), ("orchestration/borrowed.py", 10))
    )
    experiment = experiment_named(folder.name, folder.parent)
    lines = {
        side: {
            kind: getattr(edit(experiment, side), kind).lines_added
            for kind in ("own", "generated", "business", "tests", "watching")
        }
        for side in designs()
    }
    assert lines[ORCHESTRATION] == {
        "own": 5, "generated": 60, "business": 3, "tests": 12, "watching": 7,
    }  # fmt: skip
    assert lines[CHOREOGRAPHY] == {
        "own": 9, "generated": 0, "business": 3, "tests": 4, "watching": 0,
    }  # fmt: skip
    assert edit(experiment, CHOREOGRAPHY).own.files == 1
    assert edit(experiment, ORCHESTRATION).paths == (
        "orderflow/rules.py", "tests/a.py", "orchestration/workflow.py", machine, "lab/books.py",
        "tests/b.py",
    )  # fmt: skip
