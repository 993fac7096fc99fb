"""What `terraform show -json` says of a state or a plan, as stacks.

A state has every value; the ARNs and addresses in it are the resources that have them. A plan has
what is known before anything is made; for the rest, its configuration says what is referred to.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.files import Files
from analysis.source.joining import join
from analysis.source.paths import root_of, shown_path
from analysis.source.stack import Stack
from analysis.source.terraform.data import code_of
from analysis.source.terraform.drafts import ResourceDraft
from analysis.source.terraform.planned import Configuration
from analysis.source.terraform.program import Program, TerraformStack
from analysis.source.terraform.properties import properties
from analysis.source.terraform.table import UNKNOWN, row_of
from analysis.source.values import Reference, as_text

_TELLING = ("arn", "invoke_arn", "qualified_arn", "qualified_invoke_arn", "stream_arn", "url",
            "execution_arn", "latest_stream_arn")  # fmt: skip
_BY_ID = ("aws_api_gateway_rest_api", "aws_apigatewayv2_api", "aws_appsync_graphql_api")
_OF_ANOTHER = (
    "aws_cloudwatch_event_target",
    "aws_sns_topic_policy",
)  # whose ARN it is
_IDENTIFIED = re.compile(
    r"arn:aws[\w-]{0,20}:[^\s\"',\\\]}\[{]{1,400}|https://[^\s\"',\\\]}{]{1,400}"
)
_MOST_CUTS = 6
_MOST_DEEP = 20

Instance = tuple[str, tuple[str, ...], Block]
"""A resource as it is shown: its address in its module, its module, and all that is said of it."""


class Shown(Program):
    """The resources of a state or a plan."""

    def __init__(self, document: Block) -> None:
        super().__init__()
        top = as_block(document.get("values") or document.get("planned_values"))
        self.instances = list(_instances(as_block(top.get("root_module")), (), ""))
        self.configuration = Configuration(as_block(document.get("configuration")))
        self.addresses = list(dict.fromkeys([(), *(each[1] for each in self.instances)]))
        ids = [_id(module, local) for local, module, _ in self.instances]
        self._plain_ids = {_plain(each): each for each in reversed(ids)}
        self._known = dict(self._identified())

    def drafts(self) -> Iterable[ResourceDraft]:
        """Every resource by itself."""
        for local, module, shown in self.instances:
            kind, mode = as_text(shown.get("type")), shown.get("mode")
            if mode == "data" and kind != "archive_file":
                continue
            given = self._arguments(local, module, shown)
            archive = kind == "archive_file"
            row = row_of(kind)
            yield ResourceDraft(
                _id(module, local),
                kind,
                local.removeprefix(f"{kind}."),
                module,
                given,
                UNKNOWN + kind if archive else row.type,
                given.like({"Code": code_of(given)}) if archive else properties(given, row),
            )

    def _arguments(self, local: str, module: tuple[str, ...], shown: Block) -> Block:
        values = as_block(shown.get("values"))
        told = ((key, self._referring(each)) for key, each in values.items() if each is not None)
        own = _id(module, local)
        known = values.like(
            (key, each) for key, each in told if getattr(each, "resource", "") != own
        )
        known.line = shown.line
        return self.configuration.added(local, module, known, self._id_of)

    def _id_of(self, local: str, module: tuple[str, ...]) -> str:
        """The id of a resource of the configuration, of whose instances any one is meant."""
        wanted = _plain(_id(module, local))
        return self._plain_ids.get(wanted, _id(module, local))

    def _identified(self) -> Iterator[tuple[str, Reference]]:
        """What tells a resource from all others, and the resource."""
        for local, module, shown in self.instances:
            if shown.get("mode") == "data":
                continue
            values = as_block(shown.get("values"))
            kind = as_text(shown.get("type"))
            for key in (*_TELLING, *(("id",) if kind in _BY_ID else ())):
                text = values.get(key)
                if isinstance(text, str) and text and kind not in _OF_ANOTHER:
                    name = "StreamArn" if "stream_arn" in key else key
                    yield text, Reference(_id(module, local), name)

    def _referring(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._known.get(value) or self._text(value)
        if isinstance(value, Block):
            return value.like((key, self._referring(each)) for key, each in value.items())
        if isinstance(value, Items):
            items = (self._referring(each) for each in value)
            return Items(items, source=value.source, line=value.line, lines=value.lines)
        return value

    def _text(self, text: str) -> Any:
        """The text with each ARN and address in it the resource that has it."""
        parts: list[Any] = []
        end = 0
        for found in _IDENTIFIED.finditer(text):
            whole = found.group()
            for _ in range(_MOST_CUTS):
                if whole in self._known:
                    parts += [text[end : found.start()], self._known[whole]]
                    end = found.start() + len(whole)
                    break
                whole = whole[: max(whole.rfind("/"), whole.rfind(":"), 0)]
        return join([*parts, text[end:]]) if parts else text


def _instances(
    shown: Block, module: tuple[str, ...], prefix: str, deep: int = 0
) -> Iterator[Instance]:
    """Every resource of a module and of those in it."""
    for each in map(as_block, as_items(shown.get("resources"))):
        address = as_text(each.get("address")).removeprefix(prefix).removeprefix("data.")
        if address.endswith("[0]") or not address:
            address = f"{each.get('type')}.{each.get('name')}"
        yield address, module, each
    for child in map(as_block, as_items(shown.get("child_modules"))):
        address = as_text(child.get("address"))
        name = address.removeprefix(prefix).removeprefix("module.").removesuffix("[0]")
        if name and deep < _MOST_DEEP:
            yield from _instances(child, (*module, name), f"{address}.", deep + 1)


def _id(module: tuple[str, ...], local: str) -> str:
    return ".".join([*(f"module.{each}" for each in module), local])


def _plain(address: str) -> str:
    """The address without the keys of instances."""
    return re.sub(r"\[[^\]]{0,200}\]", "", address)


def shown_stacks(path: Path, name: str, files: Files, root: Path | None = None) -> list[Stack]:
    """The stacks of a state or a plan in JSON: the root module's, and one for each module in it.

    Raises:
        BadTemplate: it cannot be read.
    """
    program = Shown(files.mapping(path))
    own = root_of(path.parent)
    for address in program.addresses:
        program.stacks.append(
            TerraformStack(
                name=".".join(address) or name,
                path=path,
                shown=shown_path(path),
                template=Block(),
                root=root if root and own.is_relative_to(root) else own,
                files=files,
                parent=program.stacks[0] if program.stacks else None,
                address=address,
                program=program,
            )
        )
    return list(program.stacks)
