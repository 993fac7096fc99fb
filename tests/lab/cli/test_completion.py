"""What Tab completes, as the page of commands says how to switch it on."""

import os
import pty
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from analysis.prediction import OPERATORS
from lab.cli.main import cli
from lab.experiments.experiment import experiments

ROOT = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent
PAIR = "insert-step x --between "


def offered(*line: str) -> list[str]:
    """What is offered for the last word of a line."""
    *words, begun = line
    shell = ShellComplete(cli, {}, "ripple", "_RIPPLE_COMPLETE")
    return [each.value for each in shell.get_completions(words, begun) if each.type == "plain"]


@pytest.mark.parametrize("command", ["graph", "impact", "compare", "diff"])
def test_systems_are_completed(command: str) -> None:
    assert offered(command, "") == ["choreography", "orchestration", "both"]
    assert offered(command, "orch") == ["orchestration"]


def test_a_system_may_be_a_file_too() -> None:
    shell = ShellComplete(cli, {}, "ripple", "_RIPPLE_COMPLETE")
    assert [each.type for each in shell.get_completions(["graph"], "sam")] == ["file"]


def test_what_ripple_toml_names_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ripple.toml").write_text("[systems.checkout]\n[systems.returns]\n", encoding="utf-8")
    assert offered("graph", "ch") == ["choreography", "checkout"]
    Path("ripple.toml").write_text("[systems", encoding="utf-8")
    assert offered("graph", "ch") == ["choreography"]


@pytest.mark.parametrize("command", ["run", "package"])
def test_designs_are_completed(command: str) -> None:
    assert offered(command, "") == ["choreography", "orchestration"]


def test_changes_of_the_study_are_completed() -> None:
    names = [each.name for each in experiments()]
    assert offered("change", "show", "") == offered("change", "run", "") == names


def test_operators_are_completed() -> None:
    found = offered("impact", "choreography", "--change", "re")
    assert found == [name for name in OPERATORS if name.startswith("re")]
    assert len(found) == 4


@pytest.mark.parametrize(
    ("system", "begun", "ends"),
    [
        ("choreography", "rename-field OrderPlaced.to", ["OrderPlaced.total"]),
        ("choreography", f"{PAIR}PaymentT", ["PaymentTaken"]),
        ("choreography", f"{PAIR}StockReserved P", ["PaymentTaken"]),
        ("choreography", "insert-step ", []),
        ("orchestration", "remove-step T", ['"Take payment"']),
        ("orchestration", 'remove-step "Ref', ['"Refund payment"']),
        ("choreography", "new-field weight --from inventory --for p", ["payments"]),
        ("choreography", "no-operator P", []),
        ("nowhere.yaml", "remove-step ", []),
    ],
)  # fmt: skip
def test_steps_services_and_fields_of_the_system_are_completed(
    system: str, begun: str, ends: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    head = begun.rpartition(" ")[0]
    assert offered("impact", system, "--change", begun) == [f"{head} {each}" for each in ends]
    assert capfd.readouterr() == ("", "")


def lines() -> dict[str, str]:
    """By shell, the line that the page of commands says."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (bash|zsh|fish) \| `(.*?)` \|", page, re.MULTILINE)
    return {shell: line.replace("\\|", "|") for shell, line in found}


def run(command: list[str]) -> str:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["graph", "orch"], ["orchestration"]),
        (["impact", "both", "--change", "'swap-steps PaymentT"], ["swap-steps PaymentTaken"]),
    ],
)
def test_the_documented_line_works_in_bash(words: list[str], completed: list[str]) -> None:
    line = " ".join(shlex.quote(each) for each in ("ripple", *words))
    ask = f"COMP_WORDS=({line}); COMP_CWORD={len(words)}; _ripple_completion ripple"
    said = run(["bash", "-c", f"{lines()['bash']}\n{ask}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""])
    assert said.splitlines() == completed


def needs(shell: str) -> pytest.MarkDecorator:
    why = f"no {shell} is on this machine; CI installs Debian's"
    return pytest.mark.skipif(shutil.which(shell) is None, reason=why)


@pytest.mark.seldom
@needs("fish")
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("ripple graph orch", ["orchestration"]),
        ("ripple impact both --change ret", ["retype-field"]),
        ("ripple impact both --change 'swap-steps PaymentT", ["swap-steps PaymentTaken"]),
        ("ripple impact orchestration --change 'remove-step Ref", ['remove-step "Refund payment"']),
        ("ripple graph samp", ["samples/"]),
    ],
)
def test_the_documented_line_works_in_fish(line: str, completed: list[str]) -> None:
    ask = f'{lines()["fish"]}; complete -C "$argv"'
    assert run(["fish", "--no-config", "-c", ask, "--", line]).splitlines() == completed


PROMPT = "what next? "
STARTED: dict[str, tuple[str, ...]] = {
    "bash": ("--noprofile", "--rcfile", ".bashrc", "-i"),
    "zsh": ("-i",),
}
SECONDS = 60.0  # until a shell answers, on a busy machine


class Shell:
    """A shell at a terminal, with the documented line and a prompt in its file, and no more."""

    def __init__(self, name: str, home: Path) -> None:
        said = f"PROMPT='{PROMPT}' PS1='{PROMPT}'\n{lines()[name]}\n"
        (home / f".{name}rc").write_text(said, encoding="utf-8")
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        own = {**os.environ, "PATH": path, "HOME": str(home), "ZDOTDIR": str(home), "TERM": "dumb"}
        self.shown = ""
        self.child, self.terminal = pty.fork()
        if self.child == 0:  # pragma: no cover
            os.chdir(home)
            os.execvpe(name, [name, *STARTED[name]], own)

    def until(self, wanted: str) -> str:
        """What has been shown once the wanted is among it, or after the bound."""
        give_up = time.monotonic() + SECONDS
        while wanted not in self.shown and time.monotonic() < give_up:
            if select.select([self.terminal], [], [], 0.5)[0]:
                try:
                    self.shown += os.read(self.terminal, 65536).decode("utf-8", "replace")
                except OSError:  # it ended
                    break
        return self.shown

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def end(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.terminal)


@pytest.mark.seldom
@pytest.mark.parametrize("name", [pytest.param(each, marks=needs(each)) for each in STARTED])
@pytest.mark.parametrize(
    ("begun", "completed"),
    [
        ("ripple graph orch", "ripple graph orchestration "),
        ("ripple impact both --change 'swap-steps PaymentT", "'swap-steps PaymentTaken' "),
    ],
)
def test_tab_completes_at_a_terminal(name: str, begun: str, completed: str, tmp_path: Path) -> None:
    shell = Shell(name, tmp_path)
    try:
        assert shell.until(PROMPT).count("not found") == 0
        shell.type(f"{begun}\t")
        assert completed in shell.until(completed)
    finally:
        shell.end()
