"""Pictures in docs that are no longer what would be drawn are named."""

from pathlib import Path

from tools.pictures import PICTURES, stale


def test_a_picture_that_changed_or_is_not_there_is_named(tmp_path: Path) -> None:
    now = {"same.png": b"1", "other.png": b"2", "none.png": b"3"}
    (tmp_path / "same.png").write_bytes(b"1")
    (tmp_path / "other.png").write_bytes(b"1")
    assert stale(now, tmp_path) == ["other.png", "none.png"]


def test_every_picture_is_shown_by_a_page() -> None:
    docs = PICTURES.parent
    pages = [docs.parent / "README.md", *docs.glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    kept = [path.name for path in PICTURES.iterdir()]
    assert kept
    assert [name for name in kept if f"pictures/{name})" not in text] == []
