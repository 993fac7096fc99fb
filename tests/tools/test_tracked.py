import pytest

from tools.tracked import findings

HOST = "pypi" + ".org"


@pytest.mark.parametrize(
    "line",
    [
        "--index-" + f"url https://{HOST}/simple",
        f"see https://{HOST}/project/ripple-lab",
        "index-" + "url = https://mirror.example/simple",
        "open('" + "/home" + "/ada/ripple/orders.jsonl')",
        "cd " + "/work" + "/main",
    ],
)
def test_a_host_or_a_machines_path_is_found(line: str) -> None:
    assert [number for number, _ in findings(f"first\n{line}\n")] == [2]


@pytest.mark.parametrize(
    "line",
    [
        "http://127.0.0.1:4566",
        "build/work/demo",
        "https://docs.aws.amazon.com/step-functions/",
        "the index-url is never written",
        "/tmp/out",
    ],
)
def test_other_lines_are_left_alone(line: str) -> None:
    assert list(findings(line)) == []
