from typing import Any

import pytest
from nbconvert import HTMLExporter
from nbformat import from_dict

from tools.notebooks import TEMPLATES, clean, dirt, undescribed


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


@pytest.mark.slow
def test_the_export_takes_what_a_picture_says() -> None:
    dots = {"image/png": "aGk="}
    shown = {"output_type": "display_data", "data": dots,
             "metadata": {"image/png": {"alt": 'A "graph" of <a>.'}}}  # fmt: skip
    told = notebook({"outputs": [shown], "id": "a"}) | {"nbformat": 4, "nbformat_minor": 5}
    exporter = HTMLExporter(template_name="described", extra_template_basedirs=[str(TEMPLATES)])
    page, _ = exporter.from_notebook_node(from_dict(told))
    assert undescribed(page) == 0
    assert "alt='A \"graph\" of &lt;a&gt;.'" in page
    del shown["metadata"]["image/png"]
    assert undescribed(exporter.from_notebook_node(from_dict(told))[0]) == 1


@pytest.mark.slow
def test_the_export_folds_what_answers_a_guess_away_until_it_is_asked_for() -> None:
    def said(text: str, *tags: str) -> dict[str, Any]:
        return {"cell_type": "markdown", "source": text, "metadata": {"tags": [*tags]}}

    cells = [said("Guess"), said("21", "answer"), said("of 25", "answer"), said("Next")]
    told = notebook() | {"nbformat": 4, "nbformat_minor": 4, "cells": cells}
    exporter = HTMLExporter(template_name="described", extra_template_basedirs=[str(TEMPLATES)])
    page, _ = exporter.from_notebook_node(from_dict(told))
    before, opened, rest = page.partition('<details class="answer">')
    folded, closed, after = rest.partition("</details>")
    assert opened
    assert closed
    assert "Guess" in before
    assert "21" in folded
    assert "of 25" in folded
    assert "Next" in after
    assert "<details" not in after
