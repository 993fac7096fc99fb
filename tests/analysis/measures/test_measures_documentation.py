"""Each measure's example runs, and importing the analysis loads none of what they need."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import analysis.measures

MODULES = [
    module.name
    for module in pkgutil.walk_packages(analysis.measures.__path__, "analysis.measures.")
    if not module.name.rpartition(".")[-1].startswith("compil")  # those need numba
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_importing_the_analysis_stays_light() -> None:
    code = (
        "import analysis, analysis.measures, sys; print({'numpy', 'networkx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
