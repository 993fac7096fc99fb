"""How long it takes to read templates into graphs, some or many or large, and to compare two."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.processes import Progress
from bench.rows import Row, Target
from lab.designs import designs

ROOT = Path(__file__).resolve().parent.parent
WORLDS = [
    ROOT / "choreography" / "template.yaml",
    ROOT / "orchestration" / "template.yaml",
    *sorted((ROOT / "tests" / "analysis" / "extract" / "seeds").glob("*.yaml")),
]
ROUNDS, COMPARISONS = 7, 3
TEMPLATES = 200
RESOURCES = 5000
# cfn-lint builds the references among a template's resources: the peer that is installed here.
PEER = """
import sys
from cfnlint.decode import decode
from cfnlint.template import Template
template, _ = decode(sys.argv[1])
print(Template(sys.argv[1], template, ["us-east-1"]).graph.graph.number_of_edges())
"""


def process_row(progress: Progress) -> Row:
    """`ripple graph TEMPLATE --format json` from nothing, beside cfn-lint's graph, in turns."""
    ours: list[float] = []
    peer: list[float] = []
    for number in range(1, ROUNDS + 1):
        progress(f"graph of one template: round {number} of {ROUNDS}")
        for world in WORLDS:
            ours.append(_seconds(ripple(world)))
            peer.append(_seconds((sys.executable, "-c", PEER, str(world))))
    return Row(
        "graph-process",
        median(ours),
        peers={"cfn-lint graph": median(peer)},
        targets=[Target("seconds", 0.4)],
        runs=len(ours),
    )


def in_process_row(progress: Progress) -> Row:
    """The reading alone, once everything is imported."""
    from analysis.extract import extract

    progress("graph of one template, in process")
    seconds = []
    for _ in range(ROUNDS + 1):
        for world in WORLDS:
            began = time.perf_counter()
            extract([world])
            seconds.append(time.perf_counter() - began)
    seconds = seconds[len(WORLDS) :]
    return Row(
        "graph-in-process", median(seconds), targets=[Target("seconds", 0.03)], runs=len(seconds)
    )


def many_row(progress: Progress) -> Row:
    """Two hundred templates in one call."""
    progress(f"graph of {TEMPLATES} templates in one call")
    return _of_generated("graph-200-templates", _many, 15, {"templates": TEMPLATES})


def large_row(progress: Progress) -> Row:
    """A system of five thousand resources, in one template."""
    progress(f"graph of {RESOURCES} resources")
    return _of_generated("graph-5000-resources", _large, 10, {"resources": RESOURCES})


def _of_generated(
    name: str, generated: Callable[[Path], Iterator[Path]], most: float, facts: dict[str, int]
) -> Row:
    with tempfile.TemporaryDirectory(prefix="ripple-bench-") as folder:
        files = list(generated(Path(folder)))
        runs = [measured(ripple(*files)) for _ in range(3)]
    return Row(
        name,
        median(seconds for seconds, _ in runs),
        memory_mb=max(memory for _, memory in runs),
        targets=[Target("seconds", most), Target("memory_mb", 1000)],
        runs=len(runs),
        facts=facts,
    )


def ripple(*templates: Path) -> Sequence[str]:
    """The command that makes a graph of templates, or of a folder of them."""
    return (sys.executable, "-m", "lab.cli", "graph", *map(str, templates), "--format", "json")


def _seconds(command: Sequence[str]) -> float:
    return measured(command)[0]


def measured(command: Sequence[str]) -> tuple[float, float]:
    """Seconds, and the most memory in MB, that a command takes."""
    began = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, used = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - began
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return seconds, used.ru_maxrss / unit


def _many(folder: Path) -> Iterator[Path]:
    for number in range(TEMPLATES):
        world = WORLDS[number % len(WORLDS)]
        path = folder / f"stack{number}.yaml"
        path.write_bytes(world.read_bytes())
        definition = world.parent / "workflow.asl.json"
        if definition.is_file():
            (folder / definition.name).write_bytes(definition.read_bytes())
        yield path


def _large(folder: Path) -> Iterator[Path]:
    """Services that each own a topic, a queue, a function and a table, and hear another's topic."""
    services = RESOURCES // 5
    resources: dict[str, object] = {}
    for n in range(services):
        resources |= {
            f"T{n}": {"Type": "AWS::SNS::Topic"},
            f"Q{n}": {"Type": "AWS::SQS::Queue"},
            f"D{n}": {"Type": "AWS::DynamoDB::Table"},
            f"S{n}": _subscription(n, (n * 7) % services),
            f"F{n}": _function(n),
        }
    path = folder / "large.json"
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    path.write_text(json.dumps(template, indent=1))
    yield path


def _subscription(number: int, heard: int) -> dict[str, object]:
    properties = {
        "Protocol": "sqs",
        "TopicArn": {"Ref": f"T{heard}"},
        "Endpoint": {"Fn::GetAtt": [f"Q{number}", "Arn"]},
        "FilterPolicy": {"event_type": [f"E{number % 9}"]},
    }
    return {"Type": "AWS::SNS::Subscription", "Properties": properties}


def _function(number: int) -> dict[str, object]:
    topic = {"TopicName": {"Fn::GetAtt": [f"T{number}", "TopicName"]}}
    queue = {"Queue": {"Fn::GetAtt": [f"Q{number}", "Arn"]}}
    properties = {
        "Handler": "app.handler",
        "CodeUri": "src",
        "Environment": {"Variables": {"TOPIC": {"Ref": f"T{number}"}}},
        "Policies": [
            {"SNSPublishMessagePolicy": topic},
            {"DynamoDBCrudPolicy": {"TableName": {"Ref": f"D{number}"}}},
        ],
        "Events": {"Messages": {"Type": "SQS", "Properties": queue}},
    }
    return {"Type": "AWS::Serverless::Function", "Properties": properties}


def comparison_row(progress: Progress) -> Row:
    """The comparison alone, once both dependency readings are there, and its text and JSON."""
    from analysis.comparison.comparison import compare
    from analysis.comparison.text import to_text
    from analysis.comparison.wire import to_wire
    from analysis.dependency import depend

    progress("both designs: the dependency readings")
    began = time.perf_counter()
    read = [depend([side.template], title=side.name) for side in designs()]
    reading = time.perf_counter() - began
    seconds = []
    changes = 0
    for number in range(1, COMPARISONS + 1):
        progress(f"both designs compared: round {number} of {COMPARISONS}")
        began = time.perf_counter()
        found = compare(read)
        to_text(found)
        to_wire(found)
        seconds.append(time.perf_counter() - began)
        changes = sum(len(each) for row in found.operators for each in row.places)
    return Row(
        "compare-both",
        median(seconds),
        targets=[Target("seconds", 5)],
        runs=len(seconds),
        facts={"reading_s": round(reading, 4), "changes": changes},
    )
