"""What results say of the prediction is what the model says today; all else is left as it was."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import predictions

pytestmark = pytest.mark.slow  # both designs are read


def stale(folder: Path) -> tuple[list[dict[str, Any]], Path]:
    """The results of two changes, one of them forecast, with another prediction in them."""
    whole = json.loads(predictions.RESULTS.read_text(encoding="utf-8"))
    some = [e for e in whole if e["change"] in ("check-credit-first", "rename-order-total")]
    path = folder / "results.json"
    path.write_text(json.dumps([each | {"predicted": ["nobody"]} for each in some]), "utf-8")
    return some, path


def test_a_prediction_is_written_anew_and_what_was_measured_or_said_first_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some, path = stale(tmp_path)
    monkeypatch.setattr(predictions, "RESULTS", path)
    with pytest.raises(SystemExit, match="not what the model predicts today"):
        predictions.main(["--check"])
    predictions.main([])
    said = capsys.readouterr().out
    assert said.startswith("before:\nForecast, 1 change that the model had never seen: recall 0.50")
    assert said.count("Forecast, 1 change that the model had never seen: recall 0.50") == 2
    assert "no forecast: recall 0.00 : 0.00" in said.partition("after:")[0]
    now = json.loads(path.read_text(encoding="utf-8"))
    assert [each["predicted"] for each in now] == [each["predicted"] for each in some]
    predicted = ("predicted", "precision", "recall", "false_positives", "discovered_late", "layers")
    for was, each in zip(some, now, strict=True):
        assert {k: v for k, v in each.items() if k not in predicted} == {
            k: v for k, v in was.items() if k not in predicted
        }
    predictions.main(["--check"])
