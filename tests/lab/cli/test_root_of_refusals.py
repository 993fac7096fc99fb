"""Every refusal is found from one root, and the command line says each as one sentence."""

import builtins
import re
from importlib import import_module
from pathlib import Path

import pytest

from analysis.refusals import Refused
from lab.cli import main
from lab.cli.errors import BUG, REFUSED
from lab.errors import LabError

ROOT = Path(__file__).resolve().parents[3]
CLASS = re.compile(r"^class (\w+)\((?:\w+\.)*(\w+)", re.MULTILINE)
SIGNALS = {
    "_Beyond": "ends the working out of one JSONata expression, inside it",
    "Exhausted": "ends the reading of one function's code, inside the reader",
    "Malformed": "becomes BadResults, with the file's name",
    "BadJson": "becomes BadOrdersFile or BadWorldFile, with the file's name",
    "Fault": "what a function's process reports, for its caller to try again",
    "NotRegular": "an OSError, which whoever opens the file refuses in words of its own",
    "TooLarge": "an OSError, which whoever opens the file refuses in words of its own",
    "NotAsked": "why a rule of the gate says nothing of a system, kept as its verdict",
    "Died": "what the probe raises where a function is to die, for whoever asked it to try again",
    "Unanswered": "what the probe raises where an answer is to be lost, for its asker to time out",
    "Sandbox.Timedout": "what AWS calls it where a function took too long, as the probe raises it",
    "EnvironmentClosed": "ends a function's process",
    "Lambda.TooManyRequestsException": "what the probe raises, for SQS to deliver again",
}
"""Exceptions that are caught where they are meant to be, and never reach a person."""


def defined() -> set[type[BaseException]]:
    """Every exception class of analysis and lab; only modules that define one are imported."""
    written = [
        (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), *each)
        for package in ("analysis", "lab")
        for path in (ROOT / package).rglob("*.py")
        for each in CLASS.findall(path.read_text(encoding="utf-8"))
    ]
    known = {name for name, each in vars(builtins).items() if _is_exception(each)}
    while found := {name for _, name, base in written if base in known} - known:
        known |= found
    modules = {module for module, _, base in written if base in known}
    each_class = (each for module in modules for each in vars(import_module(module)).values())
    return {each for each in each_class if _is_exception(each) and each.__module__ in modules}


def _is_exception(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseException)


CLASSES = sorted(defined(), key=lambda each: (each.__module__, each.__name__))
REFUSALS = [each for each in CLASSES if issubclass(each, Refused)]


def test_every_exception_is_found_from_the_root_or_is_a_signal() -> None:
    others = {each.__name__ for each in CLASSES if each not in REFUSALS}
    assert others == set(SIGNALS)


def test_every_refusal_of_the_lab_is_a_lab_error() -> None:
    for each in REFUSALS:
        assert issubclass(each, LabError) == each.__module__.startswith("lab."), each


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_the_command_line_says_it_in_one_sentence(
    refusal: type[Refused], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal.__doc__

    def refuse(**_: object) -> None:
        raise refusal("orders.yaml:3: it is no template; give one.")

    monkeypatch.setattr(main.cli, "main", refuse)
    assert main.run([]) == REFUSED
    assert capsys.readouterr().err == "ripple: orders.yaml:3: it is no template; give one.\n"


def test_what_is_no_refusal_is_called_a_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def fail(**_: object) -> None:
        raise KeyError("steps")

    monkeypatch.setattr(main.cli, "main", fail)
    assert main.run([]) == BUG
    assert "this is a bug in Ripple Lab (KeyError" in capsys.readouterr().err
