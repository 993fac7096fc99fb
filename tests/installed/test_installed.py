"""The package, installed elsewhere, gives the answers that the checkout gives, byte for byte."""

import os
import shutil
import site
import subprocess
import sys
import venv
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.seldom  # a wheel is built, and every answer asked for twice

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("analysis", "choreography", "lab", "orchestration", "orderflow")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
SAMPLES = ROOT / "samples"
RENAME = "rename-field OrderPlaced.total"
INSERT = "insert-step FraudCheck --between reserve_stock take_payment"
SIDES = [
    ("graph", "both"),
    ("graph", "both", "--json"),
    ("ripple", "both", "--json"),
    ("ripple", "both", "--change", RENAME, "--change", INSERT),
    ("compare", "--json"),
]


@dataclass(frozen=True)
class Place:
    """Where `ripple` runs from: the folder that holds the packages, and who runs them there."""

    packages: Path
    python: Path

    def ripple(
        self, *arguments: str, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """What one command says; told from the folder of the packages, unless ``cwd`` is given."""
        return subprocess.run(
            [self.python, "-m", "lab.cli", *arguments],
            cwd=cwd or self.packages,
            env=ENVIRONMENT | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=180,
            check=False,
        )

    def agrees(self, other: "Place", arguments: Sequence[str], cwd: Path | None = None) -> str:
        """What both say, which is the same."""
        with ThreadPoolExecutor(2) as pool:
            here, there = pool.map(lambda at: at.ripple(*arguments, cwd=cwd), (self, other))
        assert (here.returncode, here.stderr) == (0, b""), here.stderr.decode()
        assert (there.returncode, there.stderr) == (0, b""), there.stderr.decode()
        assert here.stdout == there.stdout
        return here.stdout.decode()


CHECKOUT = Place(ROOT, Path(sys.executable))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The wheel in an environment that has what it needs, and nothing of the checkout."""
    made = tmp_path_factory.mktemp("installed")
    source, wheels = made / "source", made / "wheels"
    for each in PACKAGES:
        unwanted = shutil.ignore_patterns("__pycache__", ".*_cache")
        shutil.copytree(ROOT / each, source / each, ignore=unwanted)
    for each in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / each, source)
    venv.create(made / "env", with_pip=False)
    python = made / "env" / "bin" / "python"
    _uv("build", "--wheel", "--no-build-isolation", "--python", sys.executable,
        "--out-dir", str(wheels), str(source))  # fmt: skip
    _uv("pip", "install", "--no-deps", "--python", str(python), str(next(wheels.glob("*.whl"))))
    packages = next((made / "env" / "lib").glob("python*/site-packages"))
    # A path in a .pth is searched without what its own .pth files add: no editable checkout.
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    return Place(packages, python)


def _uv(*arguments: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, *arguments, "--offline", "--quiet"], check=True, capture_output=True)


def test_it_is_the_installed_package_that_answers(installed: Place, tmp_path: Path) -> None:
    told = subprocess.run(
        [installed.python, "-c", "import analysis, lab; print(analysis.__file__, lab.__file__)"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(Path(each).is_relative_to(installed.packages) for each in told.stdout.split())


@pytest.mark.parametrize("arguments", SIDES, ids=" ".join)
def test_of_both_designs_it_says_what_the_checkout_says(
    installed: Place, arguments: Sequence[str]
) -> None:
    assert "unresolved:" not in CHECKOUT.agrees(installed, arguments)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_of_anyones_template_it_says_what_the_checkout_says(
    installed: Place, path: Path, tmp_path: Path
) -> None:
    template = Path(shutil.copy(path, tmp_path)).name
    for arguments in (("graph", template, "--json"), ("ripple", template, "--json")):
        assert path.stem in CHECKOUT.agrees(installed, arguments, cwd=tmp_path)


def test_a_renamed_field_hits_the_same_two_services_wherever_one_stands(
    installed: Place, tmp_path: Path
) -> None:
    told = installed.ripple("ripple", "choreography", "--change", RENAME, "--view", "services",
                            cwd=tmp_path)  # fmt: skip
    assert told.returncode == 0
    assert b"2 services must change: ordering, payments. 2 need not." in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        "demo",
        "change list",
        "change show insert-fraud-check",
        "change run insert-fraud-check",
        "change run --all",
    ],
)
def test_what_needs_the_checkout_says_so(installed: Place, arguments: str, tmp_path: Path) -> None:
    told = installed.ripple(*arguments.split(), cwd=tmp_path)
    assert (told.returncode, told.stdout) == (1, b"")
    said = told.stderr.decode()
    assert said.startswith(f"ripple: {installed.packages} has no changes,")
    assert said.endswith("run this in a checkout.\n")
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_design_is_packaged_without_the_checkout(installed: Place, tmp_path: Path) -> None:
    packed = CHECKOUT.agrees(installed, ("package", "choreography", "--out", "packed"), tmp_path)
    assert "packed/template.yaml is ready" in packed
    assert (tmp_path / "packed" / "functions" / "PaymentsFunction.zip").is_file()


@pytest.mark.engine
def test_orders_are_placed_without_the_checkout(installed: Place, tmp_path: Path) -> None:
    told = installed.ripple("run", "choreography", "--orders", "1", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, b"")
    assert b"choreography: 1 of 1 orders settled" in told.stdout
