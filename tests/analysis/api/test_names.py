"""`import analysis` offers ten names, and loads nothing before it is used."""

import subprocess
import sys

import pytest

import analysis


def test_there_are_ten_and_each_is_documented() -> None:
    assert len(analysis.__all__) == 10
    assert dir(analysis) == sorted(analysis.__all__)
    for name in analysis.__all__:
        assert f"`{name}`" in (analysis.__doc__ or "")


@pytest.mark.parametrize("name", analysis.__all__)
def test_each_is_there_whatever_was_imported_before(name: str) -> None:
    import analysis.comparison.pictures.album
    import analysis.difference.picture
    import analysis.page

    assert type(getattr(analysis, name)).__name__ != "module" or name == "metrics"


def test_another_name_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="no attribute 'draw_everything'"):
        analysis.draw_everything  # noqa: B018


def loaded(told: str) -> set[str]:
    """The packages that a process of its own has loaded after this."""
    code = f"import sys, analysis; {told}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_it_loads_none_of_what_takes_time() -> None:
    assert not loaded("pass") & {"numpy", "networkx", "matplotlib", "yaml", "boto3", "pandas"}


def test_reading_and_asking_loads_nothing_that_draws_or_measures() -> None:
    asked = "analysis.read('samples/bike-rentals.yaml').ask()"
    assert not loaded(asked) & {"numpy", "networkx", "matplotlib", "boto3", "pandas"}
