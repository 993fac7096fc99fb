"""Many changes are begun in an order in which all end soon."""

import pytest

from lab.experiments import many
from lab.experiments.experiment import experiments


def test_what_took_longest_is_begun_first_and_what_is_new_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quick, slow, *new = [each.name for each in experiments()][:4]
    monkeypatch.setattr(many, "seconds_taken", lambda: {quick: 50.0, slow: 200.0})
    ordered = many._longest_first([quick, slow, *new])
    assert ordered[2:] == [slow, quick]
    assert {*ordered[:2]} == {*new}
