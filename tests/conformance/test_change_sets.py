"""Change sets as a measuring instrument: what changes directly, and what only because of it."""

from __future__ import annotations

from pathlib import Path

import pytest

TEMPLATE = (Path(__file__).parent / "template.yaml").read_text()


@pytest.fixture
def change_set(wiring, eventually):
    stacks = wiring.place.client("cloudformation")
    made = []

    def describe(template: str, **parameters: str) -> dict:
        created = stacks.create_change_set(
            StackName=wiring.stack,
            ChangeSetName=f"change-{len(made)}",
            TemplateBody=template,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[
                {"ParameterKey": key, "UsePreviousValue": True} for key in ("Bucket", "Key")
            ]
            + [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        )
        made.append(created["Id"])

        def prepared() -> dict | None:
            told = stacks.describe_change_set(ChangeSetName=created["Id"])
            return told if told["Status"] in ("CREATE_COMPLETE", "FAILED") else None

        return eventually("the change set", prepared)

    yield describe
    for each in made:
        stacks.delete_change_set(ChangeSetName=each)


def changes(described: dict) -> dict[str, dict]:
    return {
        change["ResourceChange"]["LogicalResourceId"]: change["ResourceChange"]
        for change in described["Changes"]
    }


def direct(change: dict) -> bool:
    return any(
        detail["ChangeSource"] == "DirectModification" and detail["Evaluation"] == "Static"
        for detail in change["Details"]
    )


def test_an_edit_is_told_apart_from_what_it_causes(change_set):
    edited = TEMPLATE.replace("VisibilityTimeout: !Ref Patience", "VisibilityTimeout: 31")
    listed = changes(change_set(edited))
    assert {name for name, change in listed.items() if direct(change)} == {"PatientQueue"}
    caused = {name for name, change in listed.items() if not direct(change)}
    assert caused == {"PatientQueuePolicy", "PatientSubscription"}
    assert {change["Action"] for change in listed.values()} == {"Modify"}
    assert listed["PatientQueue"]["Replacement"] == "False"


def test_a_new_name_is_a_replacement(change_set):
    renamed = TEMPLATE.replace(
        "Properties: {VisibilityTimeout: !Ref Patience}",
        "Properties: {VisibilityTimeout: !Ref Patience, QueueName: renamed}",
    )
    assert changes(change_set(renamed))["PatientQueue"]["Replacement"] == "True"


def test_what_is_added_and_removed_says_so(change_set):
    added = TEMPLATE + "\n  One:\n    Type: AWS::SQS::Queue\n"
    listed = changes(
        change_set(
            added.replace("  HeardQueue:", "  RenamedQueue:").replace(
                "HeardQueue.Arn", "RenamedQueue.Arn"
            )
        )
    )
    actions = {name: change["Action"] for name, change in listed.items()}
    assert actions["One"] == actions["RenamedQueue"] == "Add"
    assert actions["HeardQueue"] == "Remove"


def test_a_template_without_changes_is_said_to_have_none(change_set):
    described = change_set(TEMPLATE)
    assert described["Status"] == "FAILED"
    assert "didn't contain changes" in described["StatusReason"]
