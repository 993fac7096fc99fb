"""What a change set says, as CloudFormation's own documentation shows it.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-samples.html
"""

from typing import Any

import pytest

from lab.deployment.resources import ResourceChange, changes_in

RECREATED = {"Attribute": "Properties", "Name": "KeyName", "RequiresRecreation": "Always"}


def modified(*details: dict[str, Any]) -> list[dict[str, Any]]:
    change = {
        "ResourceType": "AWS::EC2::Instance",
        "PhysicalResourceId": "i-1abc23d4",
        "Details": list(details),
        "Action": "Modify",
        "Scope": ["Properties"],
        "LogicalResourceId": "MyEC2Instance",
        "Replacement": "True",
    }
    return [{"ResourceChange": change, "Type": "Resource"}]


def detail(source: str, evaluation: str = "Static") -> dict[str, Any]:
    return {"ChangeSource": source, "Evaluation": evaluation, "Target": RECREATED}


@pytest.mark.parametrize(
    ("details", "direct"),
    [
        ([detail("DirectModification")], True),
        # A changed parameter is listed twice, because its reference might have changed as well.
        ([detail("ParameterReference"), detail("DirectModification", "Dynamic")], True),
        ([detail("ResourceReference")], False),
        ([detail("ResourceAttribute", "Dynamic")], False),
        ([detail("ResourceAttribute", "Dynamic"), detail("DirectModification", "Dynamic")], False),
    ],
)
def test_direct_is_what_the_template_itself_changed(
    details: list[dict[str, Any]], direct: bool
) -> None:
    (change,) = changes_in(modified(*details))

    assert change == ResourceChange("MyEC2Instance", "AWS::EC2::Instance", "Modify", "True", direct)


def test_what_comes_and_goes_is_direct_and_the_order_is_by_name() -> None:
    listed = [
        {"ResourceChange": {"Action": action, "LogicalResourceId": name, "ResourceType": "T"}}
        for action, name in [("Remove", "Z"), ("Add", "A")]
    ]

    assert changes_in(listed) == (
        ResourceChange("A", "T", "Add", "", direct=True),
        ResourceChange("Z", "T", "Remove", "", direct=True),
    )
