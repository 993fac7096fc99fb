"""A system that `ripple.toml` names takes every option of a template, alone or with others."""

import json
from pathlib import Path

import pytest

from lab.cli.main import run

READER = """
Parameters:
  Where: {{Type: String}}
  {own}: {{Type: String, Default: ""}}
Resources:
  Out: {{Type: AWS::SNS::Topic}}
  Take:
    Type: AWS::SNS::Subscription
    Properties: {{Protocol: sqs, TopicArn: !Ref Out, Endpoint: !Ref Where}}
  {own}Queue:
    Type: AWS::SQS::Queue
    Properties: {{QueueName: !Ref {own}}}
"""
FAR = "arn:aws:sqs:x:1:far"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("orders", "stock"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.yaml").write_text(READER.format(own=name.title()))
    (tmp_path / "ripple.toml").write_text(
        '[systems.sales]\npaths = ["orders"]\n[systems.store]\npaths = ["stock"]\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawn(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, set[str]]:
    """By system, the ends of its deliveries."""
    assert run(["graph", *arguments, "--json"]) == 0, capsys.readouterr().err
    written = json.loads(capsys.readouterr().out)
    graphs = written.get("graphs", [written])
    return {each["title"]: {edge["target"] for edge in each["edges"]} for each in graphs}


@pytest.mark.usefixtures("shop")
class TestOne:
    def test_takes_a_parameter(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert drawn(capsys, "store", "--parameter", f"Where={FAR}") == {"store": {"ext:queue/far"}}

    def test_takes_a_binding(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert drawn(capsys, "store", "--bind", "Where=StockQueue") == {"store": {"StockQueue"}}

    def test_is_refused_what_it_does_not_have(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["graph", "store", "--parameter", "Orders=a"]) == 1
        assert "--parameter Orders: no template has" in capsys.readouterr().err

    @pytest.mark.parametrize("command", [["graph", "store"], ["impact", "store"]])
    def test_is_refused_what_is_assumed_if_that_is_asked(
        self, shop: Path, capsys: pytest.CaptureFixture[str], command: list[str]
    ) -> None:
        (shop / "stock" / "more.yaml").write_text(
            "Parameters: {StockQueueArn: {Type: String}}\nResources:\n"
            "  T: {Type: AWS::SNS::Topic, Properties: {Subscription: "
            "[{Protocol: sqs, Endpoint: !Ref StockQueueArn}]}}\n"
        )
        assert run(command) == 0
        assert run([*command, "--strict"]) == 1
        assert "--strict: StockQueueArn: assumed" in capsys.readouterr().err

    def test_is_compared_and_told_apart(self, capsys: pytest.CaptureFixture[str]) -> None:
        given = ["--parameter", f"2:Where={FAR}", "--parameter", "1:Where=arn:aws:sqs:x:1:near"]
        assert run(["diff", "sales", "store", *given]) == 0
        assert "~ Take  Endpoint" in capsys.readouterr().out
        assert run(["compare", "sales", "store", *given]) == 0
        assert "sales" in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
class TestSeveral:
    def test_each_takes_what_it_has(self, capsys: pytest.CaptureFixture[str]) -> None:
        given = ["--parameter", f"Where={FAR}", "--parameter", "Orders=queue"]
        found = drawn(capsys, "sales", "store", *given)
        assert found == {"sales": {"ext:queue/far"}, "store": {"ext:queue/far"}}

    def test_a_binding_is_for_the_one_that_has_its_resource(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = drawn(capsys, "sales", "stock", "--bind", "Where=StockQueue")
        assert found["stock"] == {"StockQueue"}
        assert found["sales"] != {"StockQueue"}

    @pytest.mark.parametrize("option", [("--parameter", "Nowhere=a"), ("--bind", "Where=NoQueue")])
    def test_what_none_has_is_refused(
        self, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
    ) -> None:
        assert run(["graph", "sales", "store", *option]) == 2
        assert "none of these systems has" in capsys.readouterr().err

    def test_a_design_beside_them_takes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = drawn(capsys, "choreography", "store", "--parameter", f"Where={FAR}")
        assert found["store"] == {"ext:queue/far"}
        assert len(found["choreography"]) > 1


def test_settings_of_the_whole_say_nothing_of_a_part_that_lacks_it(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "ripple.toml").write_text(
        '[parameters]\n"orders.Where" = "a"\n[bindings]\n"stock.Where" = "orders:OrdersQueue"\n'
    )
    assert run(["graph", "stock"]) == 0
    assert run(["graph", "orders"]) == 0
    assert "--parameter" not in capsys.readouterr().err
