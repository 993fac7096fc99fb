"""A path may be a repository, a folder, a file, a pattern, or standard input."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.refusals import Refused
from analysis.source import System, open_system

QUEUE = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n"
TOPIC = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n"


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def repository(folder: Path, files: dict[str, str]) -> Path:
    put(folder, files)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


def stacks(system: System) -> list[str]:
    return [each.name for each in system.stacks]


def left_out(system: System) -> dict[str, str]:
    return {path.name: reason for path, reason in system.found.left_out}


def test_templates_further_down_are_found(tmp_path: Path) -> None:
    put(tmp_path, {"services/a/template.yaml": QUEUE, "services/b/template.yaml": TOPIC})

    system = open_system([tmp_path])

    assert stacks(system) == ["a", "b"]
    assert "found 2 templates" in str(system.found)


def test_a_template_is_told_by_its_content(tmp_path: Path) -> None:
    files = {
        "orders.yml": QUEUE,
        "values.yaml": "Resources: {limits: {cpu: 1}}\n",
        "chart.yaml": "resources:\n  Q:\n    Type: AWS::SQS::Queue\n",
        "list.json": "[1, 2]",
    }

    system = open_system([put(tmp_path, files)])

    assert stacks(system) == ["orders"]
    assert not system.found.left_out


def test_what_git_ignores_is_not_searched(tmp_path: Path) -> None:
    files = {
        ".gitignore": "generated/\n",
        "template.yaml": QUEUE,
        "generated/template.yaml": TOPIC,
        "untracked/template.yaml": TOPIC,
    }

    assert len(open_system([repository(tmp_path, files)]).stacks) == 2


def test_git_runs_no_program_of_the_repository(tmp_path: Path) -> None:
    folder = repository(tmp_path / "shop", {"template.yaml": QUEUE})
    monitor = put(tmp_path, {"monitor": f"#!/bin/sh\ntouch {tmp_path}/ran\n"}) / "monitor"
    monitor.chmod(0o755)
    settings = ["git", "-C", str(folder), "config", "core.fsmonitor", str(monitor)]
    subprocess.run(settings, check=True)

    open_system([folder])

    assert not (tmp_path / "ran").exists()


def test_without_git_folders_of_builds_are_passed_over(tmp_path: Path) -> None:
    files = {"app/template.yaml": QUEUE, "node_modules/x/template.yaml": TOPIC}

    assert stacks(open_system([put(tmp_path, files)])) == ["app"]


def test_a_file_that_cannot_be_read_is_left_out_and_said(tmp_path: Path) -> None:
    broken = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n   Properties: {\n"

    system = open_system([put(tmp_path, {"a/template.yaml": QUEUE, "b/broken.yaml": broken})])

    assert stacks(system) == ["a"]
    assert "it looks like a template, but" in left_out(system)["broken.yaml"]
    assert [note.what for note in system.stacks[0].notes] == ["broken.yaml"]


def test_templates_of_tests_are_left_out_unless_there_is_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, {"app/template.yaml": QUEUE, "app/tests/fixtures/template.yaml": TOPIC})

    system = open_system([tmp_path])

    assert stacks(system) == ["app"]
    assert "1 in folders of tests left out" in str(system.found)
    assert stacks(open_system([tmp_path / "app" / "tests"])) == ["fixtures"]


def test_a_packaged_copy_beside_its_template_is_left_out(tmp_path: Path) -> None:
    system = open_system([put(tmp_path, {"template.yaml": QUEUE, "packaged.yaml": QUEUE})])

    assert [each.path.name for each in system.stacks] == ["template.yaml"]
    assert "the same resources" in left_out(system)["packaged.yaml"]


def test_a_definition_that_a_template_names_is_no_system_of_its_own(tmp_path: Path) -> None:
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    template = (
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n"
        "    Properties: {DefinitionUri: flow.asl.json}\n"
    )
    files = {"template.yaml": template, "flow.asl.json": definition, "other.asl.json": definition}

    assert stacks(open_system([put(tmp_path, files)])) == [tmp_path.name, "other.asl"]


def test_a_definition_of_that_name_elsewhere_is_read(tmp_path: Path) -> None:
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    template = (
        "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n"
        "    Properties: {DefinitionUri: ../flows/flow.json}\n"
    )
    files = {"app/template.yaml": template, "flows/flow.json": definition}
    assert len(open_system([put(tmp_path, files)]).stacks) == 1

    put(tmp_path, {"other/flow.json": definition})
    assert len(open_system([tmp_path]).stacks) == 2


def test_a_definition_that_only_a_remark_names_is_read(tmp_path: Path) -> None:
    definition = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
    files = {"template.yaml": f"# flow.json is made by hand\n{QUEUE}", "flow.json": definition}

    assert stacks(open_system([put(tmp_path, files)])) == [tmp_path.name, "flow"]


@pytest.mark.parametrize("folder", [".serverless", ".aws-sam/build"])
def test_what_a_template_was_packaged_as_is_left_out_though_git_has_it(
    tmp_path: Path, folder: str
) -> None:
    repository(tmp_path, {"template.yaml": QUEUE, f"{folder}/made.yaml": QUEUE + TOPIC[11:]})
    found = open_system([tmp_path]).found
    assert [each.name for each in found.templates] == ["template.yaml"]
    assert "1 that were packaged left out" in str(found)

    (tmp_path / "template.yaml").unlink()
    assert [each.name for each in open_system([tmp_path]).found.templates] == ["made.yaml"]


def test_what_repeats_another_template_is_counted(tmp_path: Path) -> None:
    found = open_system([put(tmp_path, {"template.yaml": QUEUE, "packaged.yaml": QUEUE})]).found

    assert [each.name for each in found.templates] == ["template.yaml"]
    assert "1 that repeat another left out" in str(found)


@pytest.mark.parametrize("pattern", ["*/template.yaml", "**/template.yaml", "[ab]/*"])
def test_a_pattern_stands_for_what_fits_it(tmp_path: Path, pattern: str) -> None:
    put(tmp_path, {"a/template.yaml": QUEUE, "b/template.yaml": TOPIC})

    assert stacks(open_system([tmp_path / pattern])) == ["a", "b"]


@pytest.mark.parametrize("pattern", ["*.yml", "**x/*", "[", "a/**/**/**/z?"])
def test_a_pattern_that_nothing_fits_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(Refused, match=r"no file fits this pattern|check the path"):
        open_system([tmp_path / pattern])


def test_standard_input_is_a_template(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(QUEUE.encode()))
    monkeypatch.setattr(sys, "stdin", given)

    assert list(open_system([Path("-")]).resources) == ["Q"]


@pytest.mark.parametrize("body", [QUEUE, {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}])
def test_the_template_in_the_answer_of_get_template_is_read(tmp_path: Path, body: object) -> None:
    answer = json.dumps({"TemplateBody": body, "StagesAvailable": ["Original"]})
    put(tmp_path, {"deployed.json": answer})

    for path in (tmp_path, tmp_path / "deployed.json"):
        assert list(open_system([path]).resources) == ["Q"]


def assembly(folder: Path, name: str, nested: str = "") -> dict[str, str]:
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.json"}}
    check = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Assert.json"}}
    artifacts: dict[str, object] = {name: stack, "Assert": check, "Tree": {"type": "cdk:tree"}}
    if nested:
        artifacts[nested] = {
            "type": "cdk:cloud-assembly",
            "properties": {"directoryName": nested},
        }
    template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}
    return {
        f"{folder}/manifest.json": json.dumps({"version": "38.0.0", "artifacts": artifacts}),
        f"{folder}/{name}.json": json.dumps(template),
        f"{folder}/Assert.json": json.dumps({"Parameters": {}, "Rules": {}}),
        f"{folder}/asset.1/template.json": json.dumps(template),
    }


def test_a_cdk_assembly_is_read_by_its_manifest_stages_included(tmp_path: Path) -> None:
    out = Path("app/cdk.out")
    files = assembly(out, "Shop", "stage") | assembly(out / "stage", "Audit")
    put(tmp_path, files | {"app/cdk.json": "{}"})

    for path in (tmp_path, tmp_path / "app", tmp_path / out, tmp_path / out / "manifest.json"):
        assert stacks(open_system([path])) == ["Shop", "Audit"]


def test_a_cdk_project_without_its_assembly_is_told_what_to_run(tmp_path: Path) -> None:
    put(tmp_path, {"app/cdk.json": "{}", "app/lib/shop.ts": ""})
    with pytest.raises(Refused, match="run `cdk synth` in"):
        open_system([tmp_path])

    put(tmp_path, {"audit/template.yaml": QUEUE})
    assert "run `cdk synth` in" in left_out(open_system([tmp_path]))["cdk.json"]


def test_an_assembly_that_leads_out_or_into_itself_ends(tmp_path: Path) -> None:
    files = assembly(Path("cdk.out"), "Shop", ".") | {"outside.json": QUEUE}
    put(tmp_path, files)
    manifest = tmp_path / "cdk.out/manifest.json"
    manifest.write_text(manifest.read_text().replace("Shop.json", "../outside.json"))

    read = open_system([tmp_path / "cdk.out"]).found.templates

    assert "outside.json" not in [each.name for each in read]


def test_links_that_lead_out_are_neither_followed_nor_hidden(tmp_path: Path) -> None:
    put(tmp_path, {"else/template.yaml": TOPIC})
    folder = repository(tmp_path / "shop", {"a/template.yaml": QUEUE})
    (folder / "link.yaml").symlink_to(tmp_path / "else/template.yaml")
    (folder / "linked").symlink_to(tmp_path / "else")

    system = open_system([folder])

    assert stacks(system) == ["a"]
    assert "leads out of" in left_out(system)["link.yaml"]


def test_two_of_one_folder_are_told_apart_by_what_their_files_are_called(tmp_path: Path) -> None:
    service = "service: shop\nprovider: {name: aws, runtime: python3.12}\nresources: {}\n"
    files = {
        "infra/template.yaml": QUEUE,
        "infra/serverless.yml": service,
        "b/template.yaml": TOPIC,
    }
    system = open_system([put(tmp_path / "shop", files)])

    assert len(set(stacks(system))) == 3
    assert not any(part in name for name in stacks(system) for part in ("tmp", "pytest"))


@pytest.mark.parametrize("at", ["", "app"])
@pytest.mark.parametrize("stage", ["", "stage"])
def test_an_assembly_is_found_without_the_project_that_made_it(
    tmp_path: Path, at: str, stage: str
) -> None:
    out = Path(at) / "cdk.out"
    files = assembly(out, "Shop", stage) | (assembly(out / stage, "Audit") if stage else {})
    put(tmp_path, files | {f"{at or '.'}/readme.md": ""})

    assert stacks(open_system([tmp_path])) == ["Shop", "Audit"][: 2 if stage else 1]


@pytest.mark.parametrize("text", [QUEUE, f"Description: x\n{QUEUE}"])
def test_a_template_kept_as_a_text_is_one(tmp_path: Path, text: str) -> None:
    put(tmp_path, {"kept.json": json.dumps(text)})

    for path in (tmp_path, tmp_path / "kept.json"):
        assert list(open_system([path]).resources) == ["Q"]


def test_a_service_in_json_on_one_line_is_one(tmp_path: Path) -> None:
    service = {"provider": {"name": "aws"}, "service": "s", "resources": {"Resources": {}}}
    put(tmp_path, {"serverless.json": json.dumps(service)})

    assert [each.name for each in open_system([tmp_path]).found.templates] == ["serverless.json"]


def test_a_service_on_another_cloud_is_said_with_its_cloud(tmp_path: Path) -> None:
    service = "service: s\nprovider: {name: azure}\n"
    put(tmp_path, {"serverless.yml": service})
    with pytest.raises(Refused, match="its provider is 'azure'"):
        open_system([tmp_path])

    put(tmp_path, {"template.yaml": QUEUE})
    assert "its provider is 'azure'" in str(open_system([tmp_path]).found.unread)
