"""What parameters stand for is found out, with the place that says so."""

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from analysis.extract import extract
from analysis.graph import Graph
from analysis.refusals import Refused
from analysis.source import System, open_system

PLATFORM = """
    Resources:
      Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Sub "${AWS::StackName}-bus"}}
      BusName:
        Type: AWS::SSM::Parameter
        Properties: {Name: !Sub "/shop/${Stage}/bus", Value: !Ref Bus}
    Parameters:
      Stage: {Type: String}
    Outputs:
      Bus: {Value: !Ref Bus, Export: {Name: !Sub "${AWS::StackName}-bus-name"}}
"""
ORDERS = """
    Parameters:
      BusName: {Type: String}
    Resources:
      OnPaid:
        Type: AWS::Events::Rule
        Properties:
          EventBusName: !Ref BusName
          EventPattern: {detail-type: [Paid]}
          Targets: [{Arn: !GetAtt Paid.Arn, Id: x}]
      Paid: {Type: AWS::SQS::Queue}
"""
Put = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        return tmp_path

    return put


def shop(beside: Mapping[str, str]) -> dict[str, str]:
    return {"platform/template.yaml": PLATFORM, "orders/template.yaml": ORDERS, **beside}


def ties(system: System) -> list[tuple[str, str, bool, int]]:
    return [
        (each.target or str(each.value), Path(each.at.file).name, each.assumed, each.at.line)
        for each in system.ties
        if each.parameter == "BusName"
    ]


def routes(graph: Graph) -> list[tuple[str, str]]:
    return [(str(edge), edge.certainty) for edge in graph.flow if edge.relation == "routes"]


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("orders/metadata.yaml", "parameters:\n  BusName: /shop/{Environment}/bus\n", 2),
        ("orders/metadata.json", '{\n"BusName": "/shop/${env}/bus"}', 2),
        ("orders/deploy.sh", "sam deploy --parameter-overrides BusName=/shop/$STAGE/bus X=1\n", 1),
        ("Makefile", "deploy:\n\tsam deploy --parameter-overrides BusName=/shop/$(STAGE)/bus\n", 2),
        (".github/workflows/ci.yml", "run: deploy BusName=/shop/${{ env.STAGE }}/bus\n", 1),
        ("orders/buildspec.yml", 'build: "BusName=/shop/%STAGE%/bus"\n', 1),
        (
            "orders/samconfig.toml",
            '[default.deploy.parameters]\nparameter_overrides = "BusName=/shop/dev/bus"\n',
            2,
        ),
        (
            "orders/params.json",
            '[{"ParameterKey": "BusName", "ParameterValue": "/shop/dev/bus"}]',
            1,
        ),
        ("deploy.sh", "x --parameters ParameterKey=BusName,ParameterValue=${S}-bus-name\n", 1),
    ],
)
def test_a_text_that_is_anothers_ssm_name_or_export_joins_the_two(
    put: Put, file: str, text: str, line: int
) -> None:
    folder = put(shop({file: text}))
    system = open_system([folder])

    assert ties(system) == [("platform:Bus", Path(file).name, False, line)]
    assert routes(extract(system)) == [("platform:Bus routes orders:OnPaid", "declared")]


def test_without_any_word_the_only_bus_is_assumed_and_said(put: Put) -> None:
    system = open_system([put(shop({}))])
    graph = extract(system)

    assert ties(system) == [("platform:Bus", "template.yaml", True, 3)]
    assert routes(graph) == [("platform:Bus routes orders:OnPaid", "assumed")]
    (said,) = [each for each in graph.remarks if each.startswith("assumed: ")]
    assert said.endswith("--bind orders.BusName=platform:Bus")


def test_the_sentence_that_is_offered_makes_it_sure(put: Put) -> None:
    folder = put(shop({}))
    binding = open_system([folder]).ties[0].binding.removeprefix("--bind ")
    name, _, target = binding.partition("=")

    graph = extract([folder], bindings={name: target})

    assert routes(graph) == [("platform:Bus routes orders:OnPaid", "declared")]
    assert not any(each.startswith("assumed") for each in graph.remarks)


def test_strict_refuses_what_is_only_assumed(put: Put) -> None:
    folder = put(shop({}))
    with pytest.raises(Refused, match=r"--bind orders\.BusName=platform:Bus"):
        open_system([folder], strict=True)

    put({"orders/metadata.yaml": "BusName: /shop/x/bus\n"})
    assert open_system([folder], strict=True).ties


def test_where_several_fit_none_is_assumed_and_all_are_offered(put: Put) -> None:
    audit = "Resources:\n  Bus: {Type: AWS::Events::EventBus}\n"
    sales = ORDERS.replace("OnPaid", "OnSold")
    files = shop({"audit/template.yaml": audit, "sales/template.yaml": sales})
    graph = extract([put(files)])

    boxes = [node for node in graph.unresolved if "BusName" in node.id]
    assert [node.id for node in boxes] == ["unresolved:BusName"]
    (box,) = boxes
    assert box.reason.endswith("give --bind BusName=audit:Bus or --bind BusName=platform:Bus")
    assert {edge.target for edge in graph.flow if edge.source == box.id} == {
        "orders:OnPaid",
        "sales:OnSold",
    }
    bound = extract([put(files)], bindings={"BusName": "audit:Bus"})
    assert not any("BusName" in node.id for node in bound.unresolved)


def test_a_name_that_says_something_else_is_not_assumed(put: Put) -> None:
    wanted = ORDERS.replace("BusName", "AuditBusName")

    assert not open_system([put(shop({"orders/template.yaml": wanted}))]).ties


@pytest.mark.parametrize(("name", "fits"), [("OrdersTableName", True), ("UsersTable", False)])
def test_a_name_is_matched_by_its_words_and_its_kind(put: Put, name: str, fits: bool) -> None:
    store = "Resources:\n  Table: {Type: AWS::DynamoDB::Table}\n"
    reader = f"""
        Parameters: {{{name}: {{Type: String}}}}
        Resources:
          Read:
            Type: AWS::Lambda::Function
            Properties: {{Environment: {{Variables: {{T: !Ref {name}}}}}}}
    """
    folder = put({"orders/template.yaml": store, "web/template.yaml": reader})

    found = [tie.target for tie in open_system([folder]).ties]

    assert found == (["orders:Table"] if fits else [])


GIVES = "parameter_overrides = "
DEFAULT = f"[default.deploy.parameters]\n{GIVES}"
ONE = f"[a.deploy.parameters]\n{GIVES}"
SIZED = """
    Parameters:
      Wanted: {Type: String, Default: "no"}
    Conditions:
      Yes: !Equals [!Ref Wanted, "yes"]
    Resources:
      Q: {Type: AWS::SQS::Queue, Condition: Yes}
      T: {Type: AWS::SNS::Topic}
"""


@pytest.mark.parametrize(
    ("file", "text", "made"),
    [
        ("samconfig.toml", f'{DEFAULT}["Wanted=yes"]', True),
        ("samconfig.toml", f"{ONE}\"Wanted='yes'\"", True),
        ("samconfig.toml", f'{ONE}"Wanted=yes"\n[b.deploy.parameters]\n{GIVES}"Wanted=no"', False),
        ("params.json", '{"Parameters": {"Wanted": "yes"}}', True),
        ("deploy.sh", "--parameter-overrides Wanted=yes", False),
        ("samconfig.toml", "[[[", False),
        ("params.json", "{", False),
    ],
)
def test_what_a_deployment_sets_takes_the_place_of_a_default(
    put: Put, file: str, text: str, made: bool
) -> None:
    folder = put({"template.yaml": SIZED, file: text})

    assert ("Q" in open_system([folder]).resources) == made


def test_what_is_given_by_hand_stays(put: Put) -> None:
    folder = put(shop({"orders/metadata.yaml": "BusName: /shop/x/bus\n"}))

    assert not ties(open_system([folder], parameters={"BusName": "mine"}))


def test_a_nested_template_named_from_a_folder_of_the_build_is_found(put: Put) -> None:
    outer = """
        Resources:
          Dead: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../../shared/dlq.yaml}}
          T: {Type: AWS::SNS::Topic}
    """
    inner = "Resources:\n  Q: {Type: AWS::SQS::Queue}\n"
    folder = put({"orders/template.yaml": outer, "shared/dlq.yaml": inner, "pyproject.toml": ""})

    assert "Dead:Q" in open_system([folder / "orders/template.yaml"]).resources


def test_a_definition_by_itself_takes_values_for_its_placeholders(put: Put) -> None:
    state = '{"Type": "Task", "Resource": "${Work}", "End": true}'
    folder = put({"flow.asl.json": f'{{"StartAt": "A", "States": {{"A": {state}}}}}'})
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:work"

    given = extract([folder / "flow.asl.json"], parameters={"Work": arn})

    assert "StateMachine/A invokes ext:function/work" in [str(edge) for edge in given.flow]
