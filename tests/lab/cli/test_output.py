"""Nothing of a stranger's reaches the terminal raw: not by a refusal, a list, nor a picture."""

from __future__ import annotations

import ast
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import plain_text
from lab.cli.output import dumped

ROOT = Path(__file__).resolve().parents[3]
GATE = ROOT / "lab" / "cli" / "output.py"
HIDDEN = "\x1b]0;owned\x07 \x9b31m \u202ereversed\u2066 \u200b \x7f \u061c \U000e0041 \ud800"
PRINTING = {"echo", "secho", "print", "confirm", "prompt", "echo_via_pager"}


def raw(text: str) -> list[str]:
    """The signs of a text that a terminal would obey, or not show."""
    found = [sign for sign in text if sign != "\n" and unicodedata.category(sign)[0] == "C"]
    return [f"U+{ord(sign):04X}" for sign in found]


@given(st.text())
def test_plain_text_has_nothing_hidden_and_says_which_it_was(text: str) -> None:
    shown = plain_text.plain(text)
    assert raw(shown) == []
    assert all(f"[U+{ord(sign):04X}]" in shown for sign in text if raw(sign))
    assert plain_text.plain(shown) == shown


@given(st.recursive(st.text(), lambda each: st.lists(each) | st.dictionaries(st.text(), each)))
def test_json_says_the_same_without_a_hidden_sign(value: object) -> None:
    assert raw(dumped(value)) == []
    assert json.loads(dumped(value)) == value


@given(st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0xA0)))
def test_markup_is_read_as_the_signs_themselves(text: str) -> None:
    text = text.replace("&", "").replace("<", "").replace("\ufffe", "").replace("\uffff", "")
    escaped = plain_text.plain_markup(f"<a>{text}</a>")
    assert raw(escaped) == []
    assert (ET.fromstring(escaped).text or "") == text


def test_no_command_prints_past_the_gate() -> None:
    for path in sorted((ROOT / "lab" / "cli").rglob("*.py")):
        if path == GATE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                last = name.rpartition(".")[2]
                assert last not in PRINTING or (name == "click.echo" and _help(node)), where
                assert not name.startswith(("sys.stdout.write", "sys.stderr.write")), where
                assert last not in ("dumps", "dump"), f"{where}: JSON is dumped by the gate"


def _help(node: ast.Call) -> bool:
    """The one text that is ours alone and styled by click."""
    return ast.unparse(node) == "click.echo(ctx.get_help())"


def on_a_terminal(*arguments: str, cwd: Path = ROOT) -> tuple[int, str]:
    """What a terminal is sent by the command, and its exit code."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lab.cli", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        os.close(theirs)
        sent = b""
        while select.select([ours], [], [], 60)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            sent += piece
        os.close(ours)
        code = process.wait(timeout=60)
    return code, sent.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template whose every name steers, hides or reorders."""
    names = HIDDEN.replace("\ud800", "")
    resources = {
        f"Fn{names}": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "FunctionName": names,
                "Environment": {"Variables": {"Q": {"Ref": "Q"}}},
            },
        },
        "Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"queue{names}"}},
        "Sub": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": {"Fn::GetAtt": ["Q", "Arn"]},
                "FunctionName": {"Ref": f"Fn{names}"},
            },
        },
    }
    path = tmp_path_factory.mktemp("hostile") / "names.json"
    path.write_text(json.dumps({"Resources": resources}))
    return path


FORMATS = ("text", "json", "dot", "mermaid", "graphml", "svg", "html")


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_graph_of_hostile_names_is_harmless_in_every_format(hostile: Path, form: str) -> None:
    code, sent = on_a_terminal("graph", str(hostile), "--format", form)
    assert code == 0
    assert raw(sent) == []


@pytest.mark.slow
def test_a_refusal_that_offers_names_is_harmless(hostile: Path) -> None:
    wanted = f"rename-field Fn{HIDDEN[:9]}.y"
    code, sent = on_a_terminal("ripple", str(hostile), "--change", wanted)
    assert code == 1
    assert sent.count("\n") == 1
    assert raw(sent) == []


def trace_with(name: str) -> str:
    trigger = {"kind": "invoke", "source": name}
    span = {
        "id": "s", "service": name, "function": name, "request_id": name, "started": 1.0,
        "duration_ms": 1.0, "attempt": 1, "outcome": "ok", "trigger": trigger, "cold": True,
    }  # fmt: skip
    return json.dumps({"v": 1, "order_id": name, "side": name, "spans": [span], "transitions": []})


@pytest.mark.slow
@pytest.mark.parametrize("form", ["timeline", "mermaid", "json"])
def test_a_trace_of_hostile_names_is_harmless(tmp_path: Path, form: str) -> None:
    file = tmp_path / "esc.json"
    file.write_text(trace_with(HIDDEN))
    code, sent = on_a_terminal("trace", str(file), "--format", form)
    assert (code, raw(sent)) == (0, [])
    code, sent = on_a_terminal("graph", "choreography", "--traces", str(file))
    assert (code, raw(sent)) == (1, [])


@pytest.mark.slow
def test_a_title_of_a_change_is_harmless(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for each in ("lab", "analysis", "orderflow", "choreography", "orchestration"):
        shutil.copytree(ROOT / each, checkout / each, ignore=shutil.ignore_patterns("__pycache__"))
    folder = checkout / "changes" / "rename-order-total"
    shutil.copytree(ROOT / "changes" / "rename-order-total", folder)
    toml = folder / "change.toml"
    lines = toml.read_text(encoding="utf-8").splitlines()
    lines = [r'title = "\u001b[2J \u009b2J \u202e"' if e.startswith("title") else e for e in lines]
    toml.write_text("\n".join(lines), encoding="utf-8")
    for arguments in (("list",), ("show", "rename-order-total"), ("list", "--json")):
        done = subprocess.run(
            [sys.executable, "-m", "lab.cli", "change", *arguments],
            capture_output=True, check=False, cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert raw(done.stdout.decode()) == []
        assert b"202E" in done.stdout.upper()
