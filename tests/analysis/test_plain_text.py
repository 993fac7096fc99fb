"""Text for files that others read: the same once it is read."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from analysis.plain_text import toml_text


@given(st.text(st.characters(codec="utf-8")))
def test_toml_reads_what_was_written_and_it_is_all_ascii(text: str) -> None:
    written = toml_text(text)
    assert tomllib.loads(f"text = {written}") == {"text": text}
    assert written.isascii()


def test_a_sign_beyond_the_first_plane_has_one_escape() -> None:
    assert toml_text("a😀\x7f\n") == '"a\\U0001f600\\u007f\\n"'
