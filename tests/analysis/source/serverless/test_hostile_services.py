"""Services of strangers: bounded, kept inside their repository, refused in one sentence."""

from pathlib import Path

import pytest

from analysis.extract import extract
from analysis.refusals import BadTemplate

COOK = """
functions:
  cook:
    handler: a.b
    events:
      - sqs: ARN
"""


def reasons(path: Path) -> list[str]:
    return [each.reason for each in extract([path]).unresolved]


def written(folder: Path, text: str) -> Path:
    path = folder / "serverless.yml"
    path.write_text("service: shop\nprovider: {name: aws}\n" + text)
    return path


@pytest.mark.parametrize("away", ["../secret.yml", "/etc/hostname", "link.yml", "~/secret.yml"])
def test_files_outside_of_the_repository_are_not_opened(tmp_path: Path, away: str) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (tmp_path / "secret.yml").write_text("arn: arn:aws:sqs:eu:1:secret\n")
    (repository / "link.yml").symlink_to(tmp_path / "secret.yml")
    path = written(repository, COOK.replace("ARN", "${file(" + away + "):arn}"))
    graph = extract([path])
    assert not any("secret" in node.name for node in graph.nodes if node.outside)
    if away.startswith("~"):  # a folder of that name, as the shell is not asked
        assert "there is no file ~/secret.yml" in graph.unresolved[0].reason
    else:
        listed = [each for each in graph.unresolved if each.name.endswith(away)]
        assert listed
        assert "it lies outside of the repository, so it is not read" in listed[0].reason


def test_files_of_the_repository_above_the_service_are_read(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "common.yml").write_text("arn: arn:aws:sqs:eu:1:shared\n")
    (tmp_path / "shop").mkdir()
    path = written(tmp_path / "shop", COOK.replace("ARN", "${file(../common.yml):arn}"))
    [edge] = extract([path]).flow
    assert str(edge) == "ext:queue/shared triggers CookLambdaFunction"


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text("a: ${file(two.yml):a}\nb: {c: '${file(one.yml)}'}\n")
    (tmp_path / "two.yml").write_text("a: ${file(one.yml):a}\n")
    path = written(tmp_path, COOK.replace("ARN", "${file(one.yml):a}"))
    assert "its variables lead back to itself" in reasons(path)
    custom = "custom: ${file(one.yml)}\n"
    path = written(tmp_path, custom + COOK.replace("ARN", "${self:custom.b}"))
    assert extract([path]).unresolved


def test_the_whole_service_in_itself_ends(tmp_path: Path) -> None:
    path = written(tmp_path, "custom: {all: '${self:}'}\n" + COOK.replace("ARN", "${self:custom}"))
    assert extract([path]).unresolved


@pytest.mark.slow
def test_what_doubles_at_each_step_is_too_large(tmp_path: Path) -> None:
    lines = [
        f"  l{n}: ['${{self:custom.l{n + 1}}}', '${{self:custom.l{n + 1}}}']" for n in range(30)
    ]
    custom = "custom:\n" + "\n".join([*lines, "  l30: end"]) + "\n"
    path = written(tmp_path, custom + "layers: {a: '${self:custom.l0}'}\n" + COOK)
    assert any(reason.startswith("it is too large") for reason in reasons(path))


def test_a_text_that_doubles_at_each_step_is_too_large(tmp_path: Path) -> None:
    lines = [f"  t{n}: '${{self:custom.t{n + 1}}}${{self:custom.t{n + 1}}}'" for n in range(25)]
    custom = "custom:\n" + "\n".join([*lines, "  t25: " + "x" * 100]) + "\n"
    path = written(tmp_path, custom + COOK.replace("ARN", "${self:custom.t0}"))
    assert any(reason.startswith("it is too large") for reason in reasons(path))


def test_a_long_chain_of_variables_is_unresolved(tmp_path: Path) -> None:
    lines = [f"  c{n}: ${{self:custom.c{n + 1}}}" for n in range(3000)]
    custom = "custom:\n" + "\n".join(lines) + "\n  c3000: end\n"
    path = written(tmp_path, custom + COOK.replace("ARN", "${self:custom.c0}"))
    assert "its variables lead to one another in too long a chain" in reasons(path)


@pytest.mark.parametrize(
    "text",
    [
        "functions: [1, two, null, [three]]\n",
        "functions: {one: null, two: 3, three: [a], four: {handler: [a], events: {a: b}}}\n",
        "functions: {one: {handler: a.b, events: [null, 3, [sqs, sns], {}, {http: 3}, {sqs: }]}}\n",
        "functions: {one: {handler: a.b, events: [{s3: }, {sns: [a]}, {stream: 1}, {alb: 2}]}}\n",
        "functions: {one: {events: [{eventBridge: a}, {schedule: }, {iot: []}, {httpApi: {}}]}}\n",
        "functions: {one: {events: [{cognitoUserPool: 1}, {cloudFront: }, {websocket: {}}]}}\n",
        "functions: {one: {events: [{msk: }, {kafka: 2}, {alexaSkill: }, {cloudwatchLog: [a]}]}}\n",
        "functions: {one: {role: [1], iamRoleStatements: 4, destinations: [], layers: 3}}\n",
        "resources: [1, {Resources: [a]}, {Outputs: 3}, {Conditions: []}]\n",
        "resources: {extensions: [a], Resources: {A: 3, B: {Type: 4}}}\n",
        "stepFunctions: {stateMachines: [a], activities: {b: c}}\n",
        "stepFunctions: {stateMachines: {a: {definition: 3, events: 4, notifications: 5}}}\n",
        "layers: [a]\ncustom: 3\nparams: 4\nstages: [5]\n",
    ],
)
def test_whatever_stands_anywhere_a_graph_comes_out(tmp_path: Path, text: str) -> None:
    assert extract([written(tmp_path, text)]).title == "serverless.yml"


@pytest.mark.parametrize("provider", ["provider: 3\n", "provider: [a]\n", "provider: {iam: 3}\n"])
def test_a_provider_of_a_strange_shape_does_no_harm(tmp_path: Path, provider: str) -> None:
    path = tmp_path / "serverless.yml"
    path.write_text("service: shop\n" + provider + "functions: {one: {handler: a.b}}\n")
    assert "OneLambdaFunction" in extract([path]).by_id


def test_a_service_of_another_cloud_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "serverless.yml"
    path.write_text("service: shop\nprovider: {name: azure}\n")
    with pytest.raises(
        BadTemplate, match="its provider is 'azure', and only services on AWS are read"
    ):
        extract([path])


@pytest.mark.parametrize("name", ["serverless.ts", "serverless.js"])
def test_a_service_that_is_code_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("module.exports = {service: 'shop'}")
    with pytest.raises(BadTemplate, match="it is code, which is not run; run `serverless package`"):
        extract([path])


def test_in_a_folder_the_files_of_a_service_are_part_of_it(tmp_path: Path) -> None:
    written(tmp_path, COOK.replace("ARN", "!GetAtt Orders.Arn") + "resources: ${file(more.yml)}\n")
    (tmp_path / "more.yml").write_text("Resources: {Orders: {Type: AWS::SQS::Queue}}\n")
    other = tmp_path / "other"
    other.mkdir()
    written(other, "functions: {wash: {handler: a.b, events: [sns: placed]}}\n")
    assert sorted(map(str, extract([tmp_path]).flow)) == [
        "other:SNSTopicPlaced triggers other:WashLambdaFunction",
        f"{tmp_path.name}:Orders triggers {tmp_path.name}:CookLambdaFunction",
    ]


def test_in_a_folder_a_service_that_is_code_is_listed(tmp_path: Path) -> None:
    written(tmp_path, COOK.replace("ARN", "arn:aws:sqs:eu:1:orders"))
    (tmp_path / "serverless.ts").write_text("export default {}")
    assert any("it is code, which is not run" in reason for reason in reasons(tmp_path))
