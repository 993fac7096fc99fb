"""Several templates read together: nested, exporting, storing, or bound by the user."""

import pytest

from analysis.refusals import BadTemplate
from analysis.source.stack_names import stack_names

ORDERS = """
Resources:
  Topic: {Type: AWS::SNS::Topic}
Outputs:
  TopicArn:
    Value: !Ref Topic
    Export: {Name: !Sub "${AWS::StackName}-Topic"}
"""
AUDIT = """
Parameters: {OrdersStack: {Type: String, Default: orders}, Given: {Type: String, Default: ""}}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Hears:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: sqs, Endpoint: !GetAtt Queue.Arn, TopicArn: %s}
"""
JOINED = ["orders:Topic delivers audit:Queue"]


@pytest.mark.parametrize(
    "name", ["!Sub '${OrdersStack}-Topic'", "{'Fn::Sub': '${AWS::StackName}-Topic'}", "prod-Topic"]
)
def test_an_import_meets_its_export(edges, name: str) -> None:
    value = f"{{'Fn::ImportValue': {name}}}"
    assert edges({"orders.yaml": ORDERS, "audit.yaml": AUDIT % value}) == JOINED


def test_an_import_of_an_unread_stack_is_named(read) -> None:
    graph = read({"audit.yaml": AUDIT % "!ImportValue orders-Topic"})
    assert [node.reason for node in graph.unresolved] == [
        "no template that was read exports 'orders-Topic'"
    ]


@pytest.mark.parametrize("value", ["'{{resolve:ssm:/orders/topic:1}}'", "!Ref Stored"])
def test_a_stored_parameter_joins_two_stacks(edges, value: str) -> None:
    orders = ORDERS + ("\n  # kept for others\n")
    orders = orders.replace(
        "Outputs:",
        "  Kept:\n    Type: AWS::SSM::Parameter\n"
        "    Properties: {Name: /orders/topic, Type: String, Value: !Ref Topic}\nOutputs:",
    )
    audit = (AUDIT % value).replace(
        "Parameters: {",
        "Parameters: {Stored: {Type: 'AWS::SSM::Parameter::Value<String>', "
        "Default: /orders/topic}, ",
    )
    assert edges({"orders.yaml": orders, "audit.yaml": audit}) == JOINED


def test_the_user_binds_a_parameter(edges) -> None:
    files = {"orders.yaml": ORDERS, "audit.yaml": AUDIT % "!Ref Given"}
    assert edges(files, bindings={"audit.Given": "orders:Topic"}) == JOINED


@pytest.mark.parametrize(
    ("parameter", "target", "said"),
    [
        ("audit.Givne", "orders:Topic", "did you mean audit.Given"),
        ("audit.Given", "orders:Topik", "did you mean orders:Topic"),
        ("nobody.Given", "orders:Topic", "no template has such a parameter"),
    ],
)
def test_a_wrong_binding_is_refused(read, parameter: str, target: str, said: str) -> None:
    files = {"orders.yaml": ORDERS, "audit.yaml": AUDIT % "!Ref Given"}
    with pytest.raises(BadTemplate, match=said):
        read(files, bindings={parameter: target})


PARENT = """
Resources:
  Orders:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested/orders.yaml}
  Audit:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested/audit.yaml
      Parameters: {Given: !GetAtt Orders.Outputs.TopicArn}
"""


def test_nested_stacks_pass_each_other_values(edges) -> None:
    beside = {"nested/orders.yaml": ORDERS, "nested/audit.yaml": AUDIT % "!Ref Given"}
    found = edges({"parent.yaml": PARENT}, beside=beside)
    assert found == ["Orders:Topic delivers Audit:Queue"]


@pytest.mark.parametrize("name", ["template.yaml", "template.yml"])
def test_what_sam_builds_of_a_template_is_that_template(edges, name: str) -> None:
    built = ".aws-sam/build/template.yaml"
    parent = PARENT.replace("nested/orders.yaml", f"orders/{built}")
    parent = parent.replace("nested/audit.yaml", f"audit/{built}")
    beside = {f"orders/{name}": ORDERS, f"audit/{name}": AUDIT % "!Ref Given"}
    found = edges({"parent.yaml": parent}, beside=beside)
    assert found == ["Orders:Topic delivers Audit:Queue"]


def test_one_template_nested_twice_is_two_stacks(read) -> None:
    parent = """
    Resources:
      First: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: orders.yaml}}
      Second: {Type: AWS::Serverless::Application, Properties: {Location: orders.yaml}}
    """
    graph = read({"parent.yaml": parent}, beside={"orders.yaml": ORDERS})
    assert [node.id for node in graph.nodes] == ["First:Topic", "Second:Topic"]


def test_stacks_nested_in_a_circle_are_named(read) -> None:
    circle = """
    Resources:
      Queue: {Type: AWS::SQS::Queue}
      Again: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: parent.yaml}}
    """
    graph = read({"parent.yaml": circle})
    assert [node.reason for node in graph.unresolved] == ["the stacks nest in a circle"]


def test_a_nested_template_outside_is_not_read(read) -> None:
    climbing = """
    Resources:
      Out: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../../../etc/hosts}}
    """
    [unresolved] = read({"parent.yaml": climbing}).unresolved
    assert "lies outside" in unresolved.reason
    assert unresolved.evidence[0].line == 3


def test_stacks_have_short_names_that_tell_them_apart(tmp_path) -> None:
    files = ["orders/template.yaml", "shop/audit/template.yaml", "bank/audit/template.yaml"]
    paths = [tmp_path / each for each in [*files, "extra.template.json"]]
    assert stack_names(paths) == ["orders", "shop-audit", "bank-audit", "extra"]


def test_no_name_holds_the_way_to_the_repository(tmp_path) -> None:
    """Two templates that only a folder tells apart which is left out of names elsewhere."""
    files = ["rides/src/template.yaml", "rides/infra/template.yaml", "rides/app.yaml"]
    assert stack_names([tmp_path / each for each in files]) == ["src", "infra", "rides"]


def test_a_stored_parameter_named_by_parts_is_found(edges) -> None:
    orders = """
    Resources:
      Topic: {Type: AWS::SNS::Topic}
      Kept:
        Type: AWS::SSM::Parameter
        Properties: {Name: !Sub "/${AWS::Region}/topic", Type: String, Value: !Ref Topic}
    """
    audit = AUDIT % "!Sub '{{resolve:ssm:/${AWS::Region}/topic}}'"
    assert edges({"orders.yaml": orders, "audit.yaml": audit}) == JOINED


def test_names_that_sam_makes_reach_other_stacks(edges) -> None:
    shop = """
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Function:
        Type: AWS::Serverless::Function
        Properties: {Handler: a.b, InlineCode: "x", AutoPublishAlias: live}
    Outputs:
      Alias: {Value: !Ref Function.Alias, Export: {Name: alias}}
    """
    audit = """
    Resources:
      Topic: {Type: AWS::SNS::Topic}
      Calls:
        Type: AWS::SNS::Subscription
        Properties: {Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !ImportValue alias}
    """
    found = edges({"shop.yaml": shop, "audit.yaml": audit})
    assert found == ["audit:Topic triggers shop:Function"]


def test_a_stack_given_a_resource_does_not_make_its_own(read) -> None:
    child = """
    Parameters: {Given: {Type: String, Default: ""}}
    Conditions: {Own: !Equals [!Ref Given, ""]}
    Resources:
      Queue: {Type: AWS::SQS::Queue, Condition: Own}
      Topic: {Type: AWS::SNS::Topic}
    """
    parent = """
    Resources:
      Shared: {Type: AWS::SQS::Queue}
      Child:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: child.yaml, Parameters: {Given: !Ref Shared}}
    """
    graph = read({"parent.yaml": parent}, beside={"child.yaml": child})
    assert [node.id for node in graph.nodes] == ["Child:Topic", "parent:Shared"]


def test_a_template_that_two_others_nest_is_a_stack_of_its_own_in_each(read) -> None:
    nests = """
    Resources:
      Topic: {Type: AWS::SNS::Topic}
      Child:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: child.yaml, Parameters: {Given: !Ref Topic}}
    """
    files = {"one.yaml": nests, "two.yaml": nests, "child.yaml": AUDIT % "!Ref Given"}
    edges = [str(edge) for edge in read(files).flow if edge.relation == "delivers"]
    assert edges == ["one:Topic delivers child:Queue", "two:Topic delivers two-Child:Queue"]
