"""Whatever a file holds: a graph, or one sentence that names it; nothing else, and not for long."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analysis.extract import extract
from analysis.graph import Evidence, Graph, to_json
from analysis.refusals import Refused
from analysis.source.document import Source
from analysis.source.embedded import parse
from analysis.source.files import parse_document, read_mapping
from tests.analysis.read_back import graph_from

ROOT = Path(__file__).resolve().parents[3]
BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n\n# nothing\n", "it is empty"),
        (b"\x00\x01\x02\xff\xfe", "not text in UTF-8|binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text in UTF-8"),
        (b"Resources:\n\tQueue: {}\n", r"template.yaml:2: .*not tabs"),
        (b"Resources: {{ cookiecutter.x }}\n", r"template.yaml:1: .*placeholders|\{\{"),
        (b"{% if x %}\nResources: {}\n", r"template.yaml:1: .*placeholders"),
        (b"Resources: [a, b]\n", r"template.yaml:1: its Resources are no mapping"),
        (b"just words\n", "plain text, not a template"),
        (b"- a\n- b\n", "a list, not a template"),
        (b"service: x\nprovider: {name: google}\n", "only services on AWS are read"),
        (b"a: &a [*a]\nResources: {}\n", "stands inside what it names"),
        (BOMB.encode(), r"template.yaml:\d+: .*aliases"),
        (b"[" * 5000, "nests deeper"),
        (b'{"Resources": {"Q": ' + b"[" * 500, "nests deeper|not YAML"),
        (b"Resources: {Q: {Type: 'AWS::SQS::Queue'}}}", r"template.yaml:1: this is not YAML"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_bytes(content)
    with pytest.raises(Refused, match=said) as refused:
        extract([path])
    assert "\n" not in str(refused.value)
    assert "template.yaml" in str(refused.value)
    assert len(str(refused.value)) < 500


def test_a_template_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(Refused, match="it has 50 MB"):
        extract([path])


@pytest.mark.parametrize("name", ["gone.yaml", "a\0b.yaml", "x" * 300, "."])
def test_what_is_no_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match=r"check the path|no template is in this folder or below it"):
        extract([tmp_path / name])


@pytest.mark.slow
def test_a_chain_of_references_too_long_ends(tmp_path: Path) -> None:
    chain = {f"C{n}": {"Fn::Not": [{"Condition": f"C{n + 1}"}]} for n in range(20_000)}
    queue = {"Type": "AWS::SQS::Queue", "Condition": "C0"}
    path = tmp_path / "template.json"
    path.write_text(json.dumps({"Conditions": chain, "Resources": {"Queue": queue}}))
    with pytest.raises(Refused, match="too long a chain"):
        extract([path])


@pytest.mark.slow
def test_loops_in_loops_end(tmp_path: Path) -> None:
    values = [str(n) for n in range(60)]
    made: object = {"Q${A}${B}${C}${D}": {"Type": "AWS::SQS::Queue"}}
    for name in "DCBA":
        made = {f"Fn::ForEach::{name}": [name, values, made]}
    path = tmp_path / "template.json"
    path.write_text(json.dumps({"Resources": made}))
    with pytest.raises(Refused, match="Fn::ForEach make more"):
        extract([path])


HOSTILE = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>\u202e\u2028{{7*7}}${x}'


def test_names_with_script_in_them_are_only_names(tmp_path: Path) -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": HOSTILE}}
    path = tmp_path / "template.json"
    path.write_text(json.dumps({"Resources": {HOSTILE: queue}}))
    graph = extract([path])
    assert [node.id for node in graph.nodes] == [HOSTILE]
    assert graph_from(json.loads(to_json(graph))) == graph


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.booleans(),
    st.sampled_from([None, 1, "\t"]),
)
@example("\U0001f600\\ud83d\u2028\x7f\x85/\ufeff\uffff", True, None)
@example("\U0001f600\\ud83d\u2028\x7f\x85/\ufeff\uffff", False, "\t")
@example("<<", True, None)
def test_a_text_in_json_is_read_as_json_means_it(text: str, ascii_only: bool, indent: str) -> None:
    written = json.dumps({"a": {text: [text]}, "b": text}, ensure_ascii=ascii_only, indent=indent)
    read = parse_document(written, Source("template.json", tuple(written.split("\n"))))
    assert read == json.loads(written)
    lines = written.split("\n")
    assert json.dumps("b", ensure_ascii=ascii_only) in lines[read.lines["b"] - 1]


def test_half_a_sign_is_a_mark_and_an_escaped_stroke_is_none() -> None:
    written = r'{"half": "x\ud83d", "stroke": "x\\ud83d\ude00"}'
    read = parse_document(written, Source("template.json", (written,)))
    assert read == {"half": "x\ufffd", "stroke": "x\\ud83d\ufffd"}


SEEDS = [
    json.loads(json.dumps(read_mapping(each, each.name)))
    for each in sorted((Path(__file__).parent / "seeds").glob("*.yaml"))
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "x" * 300,
            "*",
            "Queue",
            "Function.Arn",
            "arn:aws:sqs:::x",
            "${Queue}",
            "${",
            "AWS::NoValue",
            "a.b.c",
        ]
    ),
)
KEYS = ["Ref", "Condition", "Type", "Properties", "Name", "x", "Fn::ForEach::X", "Fn::Transform"]
KEYS += ["Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::Select", "Fn::Split", "Fn::FindInMap"]
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=2,
        ),
    ),
    max_leaves=6,
)


def graph_or_sentence(path: Path) -> Graph | str:
    try:
        return extract([path])
    except Refused as refused:
        return str(refused)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(place for key, each in pairs for place in places(each, (*path, key)))]


def changed(value: object, path: tuple[object, ...], to: object) -> object:
    if not path:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:], to)
    return copy


@st.composite
def broken_templates(draw: st.DrawFn) -> object:
    template = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 4))):
        template = changed(template, draw(st.sampled_from(places(template))), draw(SHAPES))
    return template


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(template=broken_templates())
@example(template={"Resources": {"Fn::ForEach::X": ["X", {"Ref": "X"}, {"Ref": "X"}]}})
def test_any_shape_anywhere_gives_a_graph_or_a_sentence(tmp_path: Path, template: object) -> None:
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template))
    read = graph_or_sentence(path)
    if isinstance(read, Graph):
        assert graph_from(json.loads(to_json(read))) == read
    else:
        assert "template.json" in read


@pytest.mark.slow
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_bytes_in_place_of_any_others(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray((ROOT / "choreography" / "template.yaml").read_bytes()[:6000])
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    path = tmp_path / "template.yaml"
    path.write_bytes(content)
    read = graph_or_sentence(path)
    assert isinstance(read, Graph) or "template.yaml" in read


@pytest.mark.parametrize("text", ["\ud800", "{\ud800", "a: \ud800\n", '{"a": "\ud800"}'])
def test_half_a_sign_in_a_text_breaks_nothing(text: str) -> None:
    parsed = parse(text, "text", Evidence("text", 1))
    assert "\ud800" not in repr(parsed)


def test_half_a_sign_in_a_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "template.json"
    path.write_text('{"Resources": {"Q\\ud800": {"Type": "AWS::SQS::Queue"}}}')
    assert to_json(extract([path])).encode("utf-8")


def test_a_merged_key_gives_way_to_the_own_one_and_the_first_merged_to_none(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2, d: 2}\n"
        "both:\n  <<: [*one, *two]\n  c: 3\nalone:\n  a: 4\n  <<: *one\n"
    )
    read = read_mapping(path, "template.yaml")
    assert read["both"] == {"a": 1, "b": 1, "c": 3, "d": 2}
    assert read["alone"] == {"a": 4, "b": 1}
    assert [read["both"].lines[key] for key in "abcd"] == [1, 1, 5, 2]
