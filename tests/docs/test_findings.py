"""docs/findings.md is what the results say, and its prose names facts that there are."""

import json
import sys
from pathlib import Path

import pytest

from tests.analysis.experiments.sample import baseline, results, with_forecasts
from tools.findings_prose import UntrueProse, names

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import findings  # noqa: E402

MEASURED = (findings.CHANGES / "results.json").exists()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results as they might be, with all that a run of today tells."""
    made = tmp_path_factory.mktemp("changes")
    told = [
        each | {"reaches": dict.fromkeys(("edited", "redeployed", "told"), each["actual"])}
        for each in with_forecasts()
    ]
    (made / "results.json").write_text(json.dumps(told), encoding="utf-8")
    (made / "baseline.json").write_text(json.dumps(baseline()), encoding="utf-8")
    return made


def test_the_prose_names_facts_that_there_are(folder: Path) -> None:
    used = names(findings.TEMPLATE.read_text(encoding="utf-8"))
    assert used
    assert set(used) <= set(findings.known(folder))


def test_other_results_give_another_page(folder: Path, tmp_path: Path) -> None:
    prose = tmp_path / "page.md"
    prose.write_text("{{changes}} changes\n{{claim changes > 1}}\n", encoding="utf-8")
    assert findings.page(prose, folder) == f"{findings.OPENING}10 changes\n"
    (tmp_path / "results.json").write_text(json.dumps(results()[:2]), encoding="utf-8")
    (tmp_path / "baseline.json").write_text(json.dumps(baseline()), encoding="utf-8")
    with pytest.raises(UntrueProse, match="Line 2: it is not so"):
        findings.page(prose, tmp_path)


@pytest.mark.skipif(not MEASURED, reason="changes/results.json has not been measured yet")
def test_the_page_is_fresh() -> None:
    assert findings.PAGE.read_text(encoding="utf-8") == findings.page()
