"""Pictures in docs that are no longer what would be drawn are named."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from analysis.experiments.pictures.touched import touched
from analysis.experiments.results import read
from lab.experiments.experiment import CHANGES
from tools.pictures import PICTURES, WIDE, alike, stale


def picture(said: str, ground: int = 255, wide: int = 400) -> bytes:
    drawn = Image.new("RGB", (wide, 300), (ground,) * 3)
    ImageDraw.Draw(drawn).text((20, 20), said, fill=0)
    written = BytesIO()
    drawn.save(written, "png")
    return written.getvalue()


def test_a_picture_that_changed_or_is_not_there_is_named(tmp_path: Path) -> None:
    now = {"same.png": picture("1"), "other.png": picture("2"), "none.png": picture("3")}
    for name in ("same.png", "other.png"):
        (tmp_path / name).write_bytes(picture("1"))
    assert stale(now, tmp_path) == ["other.png", "none.png"]


def test_the_last_bit_of_a_colour_is_no_difference_and_a_digit_is() -> None:
    assert alike(picture("1 of 7"), picture("1 of 7", ground=254))
    assert not alike(picture("1 of 7"), picture("1 of 8"))
    assert not alike(picture("1 of 7"), picture("1 of 7", wide=401))


def test_no_name_and_no_title_of_a_change_is_cut() -> None:
    figure = touched(read(CHANGES / "results.json"), wide=WIDE)
    said = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert "+ notifications" in said
    assert [each for each in said if "…" in each] == []


def test_every_picture_is_shown_by_a_page() -> None:
    docs = PICTURES.parent
    pages = [docs.parent / "README.md", *docs.glob("*.md")]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    kept = [path.name for path in PICTURES.iterdir()]
    assert kept
    assert [name for name in kept if f"pictures/{name})" not in text] == []
