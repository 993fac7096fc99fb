from typing import Any

from tools.notebooks import clean, dirt, undescribed


def notebook(cell: dict[str, Any] | None = None, **metadata: Any) -> dict[str, Any]:
    code = {"cell_type": "code", "source": "1", "outputs": [], "execution_count": None}
    return {"cells": [code | {"metadata": {}} | (cell or {})], "metadata": metadata}


DIRTY = [
    notebook({"outputs": [{"output_type": "stream", "text": "1"}]}),
    notebook({"execution_count": 3}),
    notebook({"metadata": {"scrolled": True}}),
    notebook(widgets={}),
]


def test_what_git_should_not_carry_is_found() -> None:
    assert [len(dirt(each)) for each in DIRTY] == [1, 1, 1, 1]


def test_cleaning_leaves_nothing_to_find() -> None:
    assert [dirt(clean(each)) for each in DIRTY] == [[], [], [], []]


def test_tags_and_the_kernel_stay() -> None:
    kept = notebook({"metadata": {"tags": ["figure"]}}, kernelspec={"name": "python3"})
    assert dirt(kept) == []
    assert clean(kept) == kept


def test_a_picture_that_does_not_say_what_it_shows_is_counted() -> None:
    silent = "No description has been provided for this image"
    page = f'<p><img src="a" alt="A graph."><img src="b"><img src="c" alt=""><img alt="{silent}">'
    assert undescribed(page) == 3
