from __future__ import annotations

from pathlib import Path

import pytest

import analysis

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def rentals() -> analysis.Architecture:
    return analysis.read(ROOT / "samples" / "bike-rentals.yaml")


@pytest.fixture(scope="session")
def figures() -> analysis.Architecture:
    return analysis.read(ROOT / "samples" / "sales-figures.yaml")
