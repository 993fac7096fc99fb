"""What a repository says once, in ripple.toml, every command takes without being told."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from analysis.extract import extract
from analysis.refusals import Refused
from analysis.source import System, open_system
from analysis.source.initial import initial
from analysis.source.settings import Settings

BUS = "Resources:\n  Bus: {Type: AWS::Events::EventBus}\n"
ORDERS = """
Parameters:
  BusName: {Type: String}
  Stage: {Type: String, Default: dev}
Conditions:
  Live: !Equals [!Ref Stage, live]
Resources:
  Sell:
    Type: AWS::Lambda::Function
    Properties: {Code: src/selling, Environment: {Variables: {B: !Ref BusName}}}
  Ship: {Type: AWS::Lambda::Function, Properties: {Code: src/shipping}}
  Watch: {Type: AWS::SNS::Topic, Condition: Live}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for name, text in {"bus/template.yaml": BUS, "orders/template.yaml": ORDERS}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    (tmp_path / ".git").mkdir()
    return tmp_path


def opened(folder: Path, settings: str) -> System:
    (folder / "ripple.toml").write_text(settings)
    return open_system([folder])


def services(system: System) -> Mapping[str, str]:
    return {each.logical_id: system.owner_of(each)[0] for each in system.resources.values()}


def test_names_parameters_and_bindings_are_taken(shop: Path) -> None:
    system = opened(
        shop,
        '[names]\n"orders/template.yaml" = "sales"\n'
        '[parameters]\nStage = "live"\n'
        '[bindings]\n"sales.BusName" = "bus:Bus"\n',
    )

    assert list(system.resources) == ["bus:Bus", "sales:Sell", "sales:Ship", "sales:Watch"]
    assert not system.ties
    assert "sales:Sell refers bus:Bus" in [str(edge) for edge in extract(system).weak]


def test_what_is_left_out_is_not_read(shop: Path) -> None:
    for pattern in ("orders/*", "orders", "orders/template.yaml"):
        assert list(opened(shop, f'leave_out = ["{pattern}"]\n').resources) == ["Bus"]


def test_what_is_given_by_hand_comes_before_what_is_said(shop: Path) -> None:
    (shop / "ripple.toml").write_text('[parameters]\nStage = "live"\n')

    system = open_system([shop], parameters={"Stage": "dev"})

    assert "orders:Watch" not in system.resources


@pytest.mark.parametrize(
    ("said", "owner"),
    [
        ("", "orders"),
        ('by = ["folder", "stack"]', "selling"),
        ('by = ["pattern", "stack"]\nshop = ["orders:S*"]', "shop"),
        ('by = ["stack", "pattern"]\nshop = ["orders:S*"]', "orders"),
        ('by = ["tag"]', ""),
    ],
)
def test_a_service_is_told_by_the_first_that_tells_it(shop: Path, said: str, owner: str) -> None:
    assert services(opened(shop, f"[services]\n{said}\n"))["Sell"] == owner


def test_teams_are_those_of_the_services(shop: Path) -> None:
    graph = extract(opened(shop, '[teams]\ncheckout = ["orders"]\n'))

    assert {node.name: node.team for node in graph.nodes} == {
        "Bus": "",
        "Sell": "checkout",
        "Ship": "checkout",
    }


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ('[teams]\na = ["ordrs"]\n', "ripple.toml:2: there is no service 'ordrs'; .* orders"),
        ('[names]\n"order/template.yaml" = "x"\n', "ripple.toml:2: there is no template"),
        ('[services]\nby = ["pattern"]\nx = ["orders:Sel"]\n', "ripple.toml:3: there is no part"),
        ('[bindings]\n"orders.BussName" = "bus:Bus"\n', "there is no parameter .* BusName"),
        ('[bindings]\n"orders.BusName" = "bus:Buss"\n', "no template has such a resource"),
        ("[parameter]\n", "there is no setting 'parameter'; did you mean parameters"),
        ("paths = 3\n", "ripple.toml:1: paths is no list of texts"),
        ("teams = 3\n", "ripple.toml:1: teams is not a table"),
        ("[services]\nby = ['tags']\n", "there is no way to tell a service 'tags'"),
        ("strict = 1\n", "strict is not true or false"),
        ("[[[", "it is no TOML"),
        ("[parameters]\nStage = ['a']\n", "parameters.Stage is no text"),
        ('leave_out = ["*"]\n', "leave_out leaves nothing to read"),
        ("strict = true\n", "--strict: BusName"),
    ],
)
def test_what_nothing_has_is_refused_with_its_place(shop: Path, said: str, refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        opened(shop, said)


def test_a_part_of_the_repository_is_read_with_what_concerns_it(shop: Path) -> None:
    (shop / "ripple.toml").write_text(
        '[names]\n"orders/template.yaml" = "sales"\n[parameters]\n"bus.Other" = "x"\n'
        '[teams]\na = ["bus"]\n'
    )

    assert list(open_system([shop / "orders/template.yaml"]).resources) == ["Sell", "Ship"]


def test_what_init_writes_reads_the_same_system_again(shop: Path) -> None:
    (shop / "CODEOWNERS").write_text("* @org/everyone\n/orders/ @org/checkout\n")
    before = open_system([shop], settings=Settings())
    text = initial(before, shop)

    after = opened(shop, text)

    assert list(after.resources) == list(before.resources)
    assert services(after) == services(before)
    assert '# "orders.BusName" = "bus:Bus"  # assumed: nothing else fits' in text
    assert '"checkout" = ["orders"]' in text
    assert '"everyone" = ["bus"]' in text


def test_every_guess_that_init_comments_can_be_taken_as_it_stands(shop: Path) -> None:
    text = initial(open_system([shop], settings=Settings()), shop)

    sure = opened(shop, text.replace('# "orders.BusName"', '"orders.BusName"'))

    assert not sure.ties
