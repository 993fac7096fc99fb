"""A small shop with a past of thirty commits, the same to the byte wherever it is made."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lab.environment import for_child
from lab.git import NoRepository

MAIN, PULL_REQUEST = "main", "gifts"
_POINTS = "points"  # a branch that was merged
_BEGAN, _DAY = 1_767_603_600, 86_400  # 2026-01-05, 09:00 UTC
_AUTHORS = ("Ada", "Grace", "Edsger")


@dataclass(frozen=True)
class _Service:
    """A service of the shop: the event that it hears ("": it is asked), what it says and does."""

    hears: str = ""
    says: str = ""
    fields: tuple[str, ...] = ("order",)
    """What it takes of what it hears, and tells on."""
    work: str = "None"
    comment: str = ""
    tries: int = 3
    patience: int = 60
    memory: int = 128
    runtime: str = "python3.12"
    letters: bool = True


Services = Mapping[str, _Service]


@dataclass(frozen=True)
class _Commit:
    """A change of the shop: what each service then has that it had not; None takes it away."""

    subject: str
    services: Mapping[str, dict[str, Any] | None] = field(default_factory=dict)
    branch: str = MAIN
    merges: str = ""
    folder: str | None = None
    readme: str | None = None
    broken: bool = False
    everywhere: Mapping[str, Any] = field(default_factory=dict)


_COMMITS = (
    _Commit(
        "Orders are taken, packed, and told to the customer",
        {
            "ordering": {"says": "OrderPlaced", "fields": ("order", "total")},
            "packing": {"hears": "OrderPlaced", "says": "OrderPacked"},
            "mailing": {"hears": "OrderPacked"},
        },
    ),
    _Commit("How to run it", readme="# The shop\n\nRun it with `sam local`.\n"),
    _Commit("Parcels are weighed", {"packing": {"work": "len(done)"}}),
    _Commit("Every order goes into the books",
            {"ledger": {"hears": "OrderPlaced", "fields": ("order", "total")}}),
    _Commit("Customers are thanked", {"mailing": {"work": '"Thank you"'}}),
    _Commit("Packing is tried five times", {"packing": {"tries": 5}}),
    _Commit("Why parcels are weighed",
            {"packing": {"comment": "The carrier asks for it."}}),
    _Commit("Orders tell their currency",
            {"ordering": {"fields": ("order", "total", "currency")}}),
    _Commit("What is sold is counted", {"stock": {"hears": "OrderPlaced"}}),
    _Commit("Sums have two decimals",
            {"ledger": {"work": 'f"{9:.2f}"'}, "mailing": {"work": 'f"{9:.2f}"'}}),
    _Commit("A conflict, half resolved", broken=True),
    _Commit("The template is whole again"),
    _Commit("A total is called an amount",
            {"ordering": {"fields": ("order", "amount", "currency")},
             "ledger": {"fields": ("order", "amount")}}),
    _Commit("Fraud is looked for before anything is packed",
            {"checking": {"hears": "OrderPlaced", "says": "OrderChecked"},
             "packing": {"hears": "OrderChecked"}}),
    _Commit("Odd orders are noted", {"checking": {"work": "sorted(done)"}}),
    _Commit("Python 3.13", everywhere={"runtime": "python3.13"}),
    _Commit("All of it lies in backend/", folder="backend/"),
    _Commit("Checking needs more memory", {"checking": {"memory": 256}}),
    _Commit("Every order gives points", {"loyalty": {"hears": "OrderPlaced"}}, branch=_POINTS),
    _Commit("Points are rounded", {"loyalty": {"work": "round(1.5)"}}, branch=_POINTS),
    _Commit("Nothing is counted below zero", {"stock": {"work": "max(0, 1)"}}),
    _Commit("Merge points", merges=_POINTS),
    _Commit("Sums have their currency",
            {"ledger": {"work": 'f"{9:.2f} EUR"'}, "mailing": {"work": 'f"{9:.2f} EUR"'}}),
    _Commit("Packing may take two minutes", {"packing": {"patience": 120}}),
    _Commit("Carriers are told what is packed", {"shipping": {"hears": "OrderPacked"}}),
    _Commit("Customers hear before their parcel is packed",
            {"mailing": {"hears": "OrderChecked"}}),
    _Commit("Sums are set apart",
            {"ledger": {"work": 'f"{9:,.2f} EUR"'}, "mailing": {"work": 'f"{9:,.2f} EUR"'}}),
    _Commit("Nobody wanted points", {"loyalty": None}),
    _Commit("Labels are printed twice", {"shipping": {"work": "[done] * 2"}}),
    _Commit("An empty order is refused", {"ordering": {"work": "told or None"}}),
    _Commit(
        "Gifts are wrapped, and the amount is told in cents",
        {
            "ordering": {"fields": ("order", "cents", "currency")},
            "wrapping": {"hears": "OrderPacked", "letters": False},
        },
        branch=PULL_REQUEST,
    ),
)  # fmt: skip
"""Thirty commits, and a pull request."""


def sample_shop(folder: Path) -> Path:
    """Make the shop's repository in a new folder, and say where it is; raises NoRepository."""
    folder.mkdir(parents=True)
    _git(folder, "init", "-q", "--template=", "-b", MAIN)
    _git(folder, "fast-import", "--quiet", told=b"".join(_stream()))
    _git(folder, "reset", "-q", "--hard")
    return folder


def _git(folder: Path, *arguments: str, told: bytes = b"") -> None:
    alone = for_child(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, LC_ALL="C")
    try:
        subprocess.run(
            ["git", "-C", str(folder), *arguments],
            input=told, env=alone, check=True, capture_output=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoRepository(f"{folder}: git cannot make a repository there ({error}).") from None


@dataclass(frozen=True)
class _State:
    """The shop at a commit, which ``mark`` names."""

    mark: int = 0
    services: Services = field(default_factory=dict)
    folder: str = ""
    readme: str = ""


def _stream() -> Iterator[bytes]:
    """The commits as `git fast-import` takes them."""
    states: dict[str, _State] = {MAIN: _State()}
    for mark, commit in enumerate(_COMMITS, 1):
        before = states.get(commit.branch, states[MAIN])
        side = states.get(commit.merges)
        state = states[commit.branch] = _after(before, commit, side, mark)
        author = _AUTHORS[mark % len(_AUTHORS)]
        when = f"{_BEGAN + mark * 2 * _DAY} +0000"
        yield f"commit refs/heads/{commit.branch}\nmark :{mark}\n".encode()
        yield f"committer {author} <{author.lower()}@shop.example> {when}\n".encode()
        yield _data(commit.subject)
        yield f"from :{before.mark}\n".encode() if before.mark else b""
        yield f"merge :{side.mark}\n".encode() if side else b""
        yield b"deleteall\n"
        for path, text in _files(state, broken=commit.broken):
            yield f"M 100644 inline {path}\n".encode() + _data(text)


def _data(text: str) -> bytes:
    return b"data %d\n%s\n" % (len(text.encode()), text.encode())


def _after(before: _State, commit: _Commit, side: _State | None, mark: int) -> _State:
    services = {**(side.services if side else {}), **before.services}
    for name, given in commit.services.items():
        if given is None:
            del services[name]
        else:
            services[name] = replace(services.get(name, _Service()), **given)
    if commit.everywhere:
        services = {name: replace(each, **commit.everywhere) for name, each in services.items()}
    return _State(
        mark,
        services,
        before.folder if commit.folder is None else commit.folder,
        before.readme if commit.readme is None else commit.readme,
    )


def _files(state: _State, *, broken: bool) -> Iterator[tuple[str, str]]:
    if state.readme:
        yield "README.md", state.readme
    parts = "".join(_part(name, each) for name, each in state.services.items())
    yield f"{state.folder}template.yaml", _HEAD + parts + ("<<<<<<< HEAD\n" if broken else "")
    for name, each in state.services.items():
        yield f"{state.folder}{name}/app.py", _code(each)


_HEAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31

Resources:

  ShopBus:
    Type: AWS::Events::EventBus
    Properties:
      Name: shop
"""


def _part(name: str, service: _Service) -> str:
    own = name.capitalize()
    tags = f"Tags: [{{Key: service, Value: {name}}}]"
    letters = (
        f"\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt {own}DeadLetters.Arn"
        f"\n        maxReceiveCount: {service.tries}"
    )
    queue = f"""
  {own}Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref ShopBus
      EventPattern: {{source: [shop], detail-type: [{service.hears}]}}
      Targets: [{{Id: {name}, Arn: !GetAtt {own}Queue.Arn}}]
      {tags}

  {own}Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: {service.patience}{letters if service.letters else ""}
      {tags}
"""
    dead = f"""
  {own}DeadLetters:
    Type: AWS::SQS::Queue
    Properties:
      {tags}
"""
    asked = "{Type: Api, Properties: {Path: /orders, Method: post}}"
    heard = f"{{Type: SQS, Properties: {{Queue: !GetAtt {own}Queue.Arn}}}}"
    function = f"""
  {own}Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: {service.runtime}
      CodeUri: {name}/
      MemorySize: {service.memory}
      Environment: {{Variables: {{BUS: !Ref ShopBus}}}}
      Policies: [{{EventBridgePutEventsPolicy: {{EventBusName: !Ref ShopBus}}}}]
      Events:
        Order: {heard if service.hears else asked}
      Tags: {{service: {name}}}
"""
    return (queue + (dead if service.letters else "") if service.hears else "") + function


def _code(service: _Service) -> str:
    taken = ", ".join(f'"{each}": told["{each}"]' for each in service.fields)
    body = [f"# {service.comment}"] * bool(service.comment)
    body += [f"done = {{{taken}}}", f"print(done, {service.work})"]
    if service.says:
        body += [
            'entry = {"EventBusName": os.environ["BUS"], "Source": "shop",',
            f'         "DetailType": "{service.says}", "Detail": json.dumps(done)}}',
            "bus.put_events(Entries=[entry])",
        ]
    head = ["import json", "import os", "", "import boto3", "", 'bus = boto3.client("events")']
    if service.hears:
        loop = [
            'for record in event["Records"]:',
            '    told = json.loads(record["body"])["detail"]',
        ]
        body = loop + [f"    {line}" for line in body]
    else:
        body = ['told = json.loads(event["body"])', *body, 'return {"statusCode": 202}']
    lines = [*head, "", "", "def handler(event, context):", *(f"    {line}" for line in body)]
    return "\n".join(lines) + "\n"
