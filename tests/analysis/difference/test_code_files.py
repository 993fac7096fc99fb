"""Which files are a function's package, where nobody says it: what its handler imports, or all."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from analysis.difference import Version, difference
from analysis.difference.functions import function_changes

Template = Callable[..., Version]

FUNCTION = """
{name}:
  Type: AWS::Serverless::Function
  Properties: {{Handler: {handler}, Runtime: {runtime}, CodeUri: {uri}, Tags: {{service: {name}}}}}
"""


def function(name: str, uri: str, handler: str = "app.handler", runtime: str = "python3.12") -> str:
    return FUNCTION.format(name=name, uri=uri, handler=handler, runtime=runtime)


def files(read: Version) -> dict[str, list[str]]:
    return {name: list(found) for name, found in read.code.items()}


def test_a_folder_of_its_own_is_packed_whole(template: Template) -> None:
    read = template(
        function("A", "a/") + function("B", "b/", "index.handler", "nodejs20.x"),
        files={"a/app.py": "import helper", "a/helper.py": "", "a/rates.json": "{}",
               "b/index.js": "", "b/node_modules/x/index.js": "", "b/__pycache__/y.pyc": ""},
    )  # fmt: skip
    assert files(read) == {"A": ["a/app.py", "a/helper.py", "a/rates.json"], "B": ["b/index.js"]}


def test_beside_the_template_only_what_the_handler_imports_counts(template: Template) -> None:
    read = template(
        function("A", "./", "a.app.handler") + function("B", "./", "b.app.handler"),
        files={"a/__init__.py": "", "a/app.py": "import common", "b/__init__.py": "",
               "b/app.py": "import common", "common.py": "", "README.md": ""},
    )  # fmt: skip
    assert files(read) == {
        "A": ["a/__init__.py", "a/app.py", "common.py"],
        "B": ["b/__init__.py", "b/app.py", "common.py"],
    }


def test_own_and_shared_code_are_told_apart(template: Template) -> None:
    text = function("A", "./", "a.handler") + function("B", "./", "b.handler")
    before = {"a.py": "import common", "b.py": "import common", "common.py": ""}

    def touched(**changed: str) -> tuple[str, ...]:
        after = before | {f"{name}.py": content for name, content in changed.items()}
        return difference(template(text, files=before), template(text, files=after)).touched

    assert touched(a="import common; X = 1") == ("A",)
    assert touched(common="X = 1") == ()
    assert touched(a="import common, extra", extra="") == ("A",)


def test_code_in_the_template_is_code_of_its_own(template: Template) -> None:
    text = """
A:
  Type: AWS::Serverless::Function
  Properties:
    Handler: index.handler
    Runtime: python3.12
    InlineCode: "def handler(event, context): return %s"
"""
    found = difference(template(text % 1), template(text % 2))
    assert found.changed_functions == ("A",)
    assert [each.what for each in found.resources] == [("InlineCode",)]


def test_code_that_cannot_be_read_is_noted(template: Template) -> None:
    text = function("A", "../../elsewhere", "app.handler")
    found = difference(template(text), template(text))
    assert not found
    assert found.notes[0].startswith("before and after the edit, A: its code in ../../elsewhere")


def test_the_template_itself_is_no_code(template: Template) -> None:
    text = function("A", "./", "index.handler", "nodejs20.x")
    assert files(template(text, files={"index.js": ""})) == {"A": ["index.js"]}


PACKAGES = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D"]),
    st.dictionaries(st.sampled_from(["a.py", "b.py"]), st.sampled_from(["x", "y"])),
)


@given(PACKAGES, PACKAGES)
def test_a_package_is_changed_where_a_file_in_it_differs_and_nowhere_else(
    before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]
) -> None:
    told = {name: {*own, *shared} for name, own, shared, _ in function_changes(before, after, list)}
    there = sorted(before.keys() & after.keys())
    assert list(told) == [name for name in there if before[name] != after[name]]
    for name, differ in told.items():
        was, now = before[name], after[name]
        assert differ == {file for file in {*was, *now} if was.get(file) != now.get(file)}
