"""tools/setup.sh refuses clearly, and never calls an unfinished environment finished."""

import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("sh", "cat", "awk", "sed", "cksum", "dirname", "rm", "mv", "tail", "cp")

Setup = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose lock is empty, so that setting it up fetches nothing."""
    folder = tmp_path / "project"
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "setup.sh", folder / "tools")
    (folder / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A PATH without any Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture
def setup(project: Path, path: Path) -> Setup:
    def run(**environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "tools/setup.sh"],
            cwd=project,
            env={"PATH": str(path), "HOME": str(project), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def script(target: Path, body: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    target.chmod(0o755)


def stand_in(path: Path, installs: str = "exit 0", uv: str = "exit 0") -> None:
    """A python3 that makes a stand-in environment, whose pip and uv do what is asked here."""
    made = path.parent / "made"
    script(made / "bin" / "python", f'case "$*" in *"pip install"*) {installs};; esac')
    script(made / "bin" / "uv", uv)
    script(
        path / "python3",
        f'case "$*" in *"-m venv"*) rm -rf .venv; cp -R {made} .venv;; *print*) echo 3.11;; esac',
    )


def stamped(project: Path) -> bool:
    return (project / ".venv" / ".ripple-ready").exists()


def test_no_python_is_one_sentence(setup: Setup, project: Path) -> None:
    done = setup()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (project / ".venv").exists()


def test_an_old_python_is_refused_by_name(setup: Setup, path: Path) -> None:
    script(path / "python2.7", "exit 1")
    done = setup(PYTHON="python2.7")
    assert done.returncode == 1
    assert done.stderr.startswith("ripple: PYTHON=python2.7 is not a Python 3.11 or newer")


def test_a_python_without_venv_is_one_sentence(setup: Setup, path: Path) -> None:
    script(path / "python3", 'case "$*" in *ensurepip*) exit 1;; esac')
    done = setup()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "without its venv module" in done.stderr


def test_a_second_time_does_nothing(setup: Setup, project: Path, path: Path) -> None:
    stand_in(path)
    assert setup().returncode == 0
    assert stamped(project)
    again = setup()
    assert (again.returncode, again.stdout + again.stderr) == (0, "")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml", "tools/setup.sh"])
def test_a_changed_file_sets_up_again(
    setup: Setup, project: Path, path: Path, changed: str
) -> None:
    stand_in(path)
    setup()
    target = project / changed
    target.write_text(target.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert "set up." in setup().stderr


def test_a_failed_install_leaves_no_stamp(setup: Setup, project: Path, path: Path) -> None:
    stand_in(path, installs="echo no network >&2; exit 1")
    done = setup()
    assert done.returncode == 1
    assert "could not be installed" in done.stderr.splitlines()[-1]
    assert not stamped(project)


def test_a_killed_install_is_begun_anew(setup: Setup, project: Path, path: Path) -> None:
    stand_in(path, installs="kill -9 $PPID")
    assert setup().returncode == -signal.SIGKILL
    assert not stamped(project)
    half = project / ".venv" / "half-installed"
    half.touch()
    stand_in(path)
    assert setup().returncode == 0
    assert stamped(project)
    assert not half.exists()


def test_pip_takes_over_where_uv_cannot(setup: Setup, project: Path, path: Path) -> None:
    stand_in(path, uv="exit 2")
    done = setup()
    assert done.returncode == 0
    assert "installing with pip" in done.stderr
    assert stamped(project)
