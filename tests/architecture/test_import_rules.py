"""The import rules are kept, cover everything, and would each notice being broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow  # a process each

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RULES = PROJECT["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in RULES["contracts"]}
PACKAGES = sorted(
    found.parent.name for found in ROOT.glob("*/__init__.py") if found.parent.name != "tests"
)
NOT_SERVICES = {"messaging"}  # the shared edge of choreography

# One planted import a contract: where, and which.
VIOLATIONS = [
    ("layers", "orderflow/order.py", "import choreography.messaging"),
    ("layers", "choreography/messaging/__init__.py", "import orchestration.edge"),
    ("layers", "orchestration/edge.py", "import lab.designs"),
    ("composition", "lab/tables.py", "import lab.cli.main"),
    ("lab-and-analysis", "lab/tables.py", "import analysis"),
    ("choreography-services", "choreography/payments/handler.py", "import choreography.inventory"),
    (
        "orchestration-services",
        "orchestration/shipping/__init__.py",
        "import orchestration.payments",
    ),
    (
        "orchestration-tasks",
        "orchestration/inventory/reserve_stock.py",
        "import orchestration.inventory.release_stock",
    ),
    ("analysis-reads-files", "analysis/__init__.py", "import orchestration.workflow"),
    ("orderflow-pure", "orderflow/inventory.py", "import boto3"),
    ("drawing", "lab/tables.py", "import networkx"),
    ("data-flow", "analysis/source/values.py", "import analysis.extract.kinds"),
    ("data-flow", "analysis/prediction/changes.py", "import analysis.comparison.changes"),
    ("analysis-reads-files", "analysis/timeline_layout.py", "import orderflow.refusals"),
    ("acyclic", "lab/errors.py", "import lab.tables"),
]


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    for contract in contracts:
        command += ["--contract", contract]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return folder


def test_the_rules_are_kept(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "planted"), VIOLATIONS)
def test_a_broken_rule_is_noticed(copy: Path, contract: str, file: str, planted: str) -> None:
    target = copy / file
    before = target.read_text(encoding="utf-8")
    target.write_text(before + f"\n{planted}\n", encoding="utf-8")
    try:
        done = lint(copy, contract)
    finally:
        target.write_text(before, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in done.stdout


def test_every_rule_has_a_planted_violation() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


def test_every_package_is_held_to_the_rules() -> None:
    assert sorted(RULES["root_packages"]) == PACKAGES
    assert sorted(CONTRACTS["acyclic"]["ancestors"]) == PACKAGES


def test_every_package_has_a_layer() -> None:
    layers = " ".join(CONTRACTS["layers"]["layers"]).replace("|", " ").replace(":", " ")
    assert sorted(layers.split()) == PACKAGES


def test_every_package_is_typed_and_shipped() -> None:
    assert sorted(PROJECT["tool"]["mypy"]["files"]) == PACKAGES
    shipped = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert sorted(name.removesuffix("*") for name in shipped) == PACKAGES


@pytest.mark.parametrize("side", ["choreography", "orchestration"])
def test_every_service_is_independent(side: str) -> None:
    folders = {found.parent.name for found in (ROOT / side).glob("*/__init__.py")} - NOT_SERVICES
    assert set(CONTRACTS[f"{side}-services"]["modules"]) == {f"{side}.{name}" for name in folders}


def test_every_task_is_independent() -> None:
    template = yaml.load(  # the loader only builds plain values
        (ROOT / "orchestration" / "template.yaml").read_text(encoding="utf-8"), Loader=_Plain
    )
    handlers = [
        resource["Properties"]["Handler"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    tasks = {handler.rpartition(".")[0] for handler in handlers}
    assert set(CONTRACTS["orchestration-tasks"]["modules"]) == tasks


class _Plain(yaml.SafeLoader):
    """CloudFormation's short tags read as nothing: only handlers are looked at here."""


_Plain.add_multi_constructor("!", lambda loader, suffix, node: None)
