"""How far a template's paths may lead: its repository, or what takes a repository's place."""

from pathlib import Path

import pytest

from analysis.source.paths import root_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "outer" / "services" / "orders"
    made.mkdir(parents=True)
    return made


def installed(into: Path, *files: str) -> None:
    record = into / "shop-1.0.dist-info" / "RECORD"
    record.parent.mkdir()
    record.write_text("".join(f"{file},sha256=abc,1\n" for file in files))


def test_it_is_the_folder_itself_where_nothing_is_around_it(folder: Path) -> None:
    assert root_of(folder) == folder


def test_it_is_the_repository_and_no_project_within_it(folder: Path) -> None:
    (folder.parents[1] / ".git").mkdir()
    (folder.parent / "pyproject.toml").touch()
    assert root_of(folder) == folder.parents[1]


def test_a_project_without_history_takes_its_place(folder: Path) -> None:
    (folder.parent / "pyproject.toml").touch()
    (folder.parents[1] / "pyproject.toml").touch()
    assert root_of(folder) == folder.parent


def test_what_was_installed_may_lead_to_what_it_was_installed_beside(folder: Path) -> None:
    (folder.parents[2] / ".git").mkdir()  # an environment within somebody's repository
    installed(folder.parents[1], "other/template.yaml", "services/orders/template.yaml")
    assert root_of(folder) == folder.parents[1]


def test_an_installed_package_opens_nothing_to_templates_that_it_did_not_bring(
    folder: Path,
) -> None:
    installed(folder.parents[1], "services/orders-old/template.yaml", "services/orders.py")
    assert root_of(folder) == folder
