"""The shop that walkthroughs take: the same wherever it is made, every kind of change in it."""

import subprocess
from pathlib import Path

import pytest

import analysis
from analysis.history import Past
from lab.git import NoRepository, Repository
from lab.history import Asked, past_of, sample_shop

pytestmark = pytest.mark.slow  # makes a repository, and reads each revision

OPERATORS = {
    "Packing is tried five times": "change-retry: packing",
    "Every order goes into the books": "add-consumer: ledger",
    "Orders tell their currency": "new-field: ordering",
    "What is sold is counted": "add-consumer: stock",
    "A total is called an amount": "rename-field: ledger, ordering",
    "Fraud is looked for before anything is packed": "insert-step: checking, packing",
    "Every order gives points": "add-consumer: loyalty",
    "Packing may take two minutes": "change-timeout: packing",
    "Carriers are told what is packed": "add-consumer: shipping",
    "Customers hear before their parcel is packed": "parallel-steps: mailing",
    "Nobody wanted points": "add-consumer undone: loyalty",
}
OTHERS = {
    "Orders are taken, packed, and told to the customer": "beginning: ",
    "How to run it": "elsewhere: ",
    "Parcels are weighed": "code: packing",
    "Customers are thanked": "code: mailing",
    "Why parcels are weighed": "comments: ",
    "Sums have two decimals": "code: ledger, mailing",
    "A conflict, half resolved": "unreadable: ",
    "The template is whole again": "unreadable: ",
    "Odd orders are noted": "code: checking",
    "Python 3.13": "sweep: checking, ledger, mailing, ordering, packing, stock",
    "All of it lies in backend/": "elsewhere: ",
    "Checking needs more memory": "configuration: checking",
    "Points are rounded": "code: loyalty",
    "Nothing is counted below zero": "code: stock",
    "Sums have their currency": "code: ledger, mailing",
    "Sums are set apart": "code: ledger, mailing",
    "Labels are printed twice": "code: shipping",
    "An empty order is refused": "code: ordering",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(sample_shop(tmp_path / "shop"))
    return tmp_path / "shop"


@pytest.fixture
def past(shop: Path) -> Past:
    return past_of(shop, Asked(kept=False))


def git(folder: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def test_it_is_the_same_wherever_it_is_made(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Mallory")
    other = sample_shop(tmp_path / "elsewhere" / "other")
    for branch in ("main", "gifts"):
        assert git(shop, "rev-parse", branch) == git(other, "rev-parse", branch)
    assert len(git(shop, "log", "--format=%H", "main")) == 30
    assert git(shop, "log", "--merges", "--format=%s") == ["Merge points"]
    assert git(shop, "status", "--porcelain") == []


def test_every_commit_is_told_for_what_it_is(past: Past) -> None:
    found = {x.subject: f"{x.name}: {', '.join(x.of('service').units)}" for x in past.records}
    assert found == OPERATORS | OTHERS


def test_a_merge_is_what_it_brought(shop: Path) -> None:
    merged = past_of(shop, Asked(by="merge", kept=False))
    (brought,) = (each for each in merged.records if each.subject == "Merge points")
    assert (brought.kind, brought.of("service").units) == ("add-consumer", ("loyalty",))


def test_nothing_is_kept_unless_it_is_to_be(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cold = past_of(shop, Asked(kept=False, most=3))
    assert not (tmp_path / "cache").exists()
    assert past_of(shop, Asked(most=3)) == cold
    assert list((tmp_path / "cache").rglob("*.jsonl"))


def test_a_past_shows_itself_and_is_drawn_by_the_one_face(past: Past) -> None:
    assert past.table().rows[3] == (
        "2026-01-13", "Every order goes into the books", "add-consumer", "ledger",
    )  # fmt: skip
    assert "most often ledger, mailing, packing" in analysis.plot(past).alt
    with pytest.raises(analysis.Refused, match="a past"):
        analysis.plot(past, past)


def test_a_folder_that_is_there_is_not_written_over(shop: Path) -> None:
    with pytest.raises(FileExistsError):
        sample_shop(shop)


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRepository, match="cannot make"):
        sample_shop(tmp_path / "shop")
    with pytest.raises(NoRepository, match="git"), Repository(tmp_path):
        pass
