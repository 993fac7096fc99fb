"""A plan's configuration: what each argument refers to, where its value is not known yet."""

from collections.abc import Callable
from typing import Any

from analysis.source.document import Block, Items, as_block, as_items
from analysis.source.joining import join
from analysis.source.terraform.data import policy_document
from analysis.source.terraform.encoded import Encoded
from analysis.source.values import Reference, Unknown, as_text

_FARTHEST = 20
Address = tuple[str, ...]
IdOf = Callable[[str, Address], str]


class Configuration:
    """The configuration of a plan; a state has none, and nothing is added to it."""

    def __init__(self, written: Block) -> None:
        self.root = as_block(written.get("root_module"))

    def added(self, local: str, module: Address, known: Block, id_of: IdOf) -> Block:
        """What is known of a resource, with what else its configuration says."""
        for each in map(as_block, as_items(self.module(module).get("resources"))):
            if each.get("mode") != "data" and as_text(each.get("address")) == _plain(local):
                return _merged(
                    known, as_block(each.get("expressions")), Reader(self, module, id_of)
                )
        return known

    def module(self, module: Address) -> Block:
        """The configuration of a module by the calls that lead to it."""
        found = self.root
        for name in module:
            found = as_block(self.call(found, name).get("module"))
        return found

    def call(self, module: Block, name: str) -> Block:
        """A call of a module by its name."""
        return as_block(as_block(module.get("module_calls")).get(_plain(name)))


class Reader:
    """Evaluates what a module of the configuration refers to."""

    def __init__(self, of: Configuration, module: Address, id_of: IdOf, left: int = _FARTHEST):
        self.of = of
        self.module = module
        self.id_of = id_of
        self.left = left

    def value(self, expression: Any) -> Any:
        """What an expression, or a block or a list of them, gives."""
        if isinstance(expression, Items):
            return Items(
                (self.value(each) for each in expression),
                source=expression.source,
                line=expression.line,
                lines=expression.lines,
            )
        block = as_block(expression)
        if "constant_value" in block:
            return block["constant_value"]
        if "references" in block:
            return self._referred([as_text(each) for each in as_items(block["references"])])
        return block.like((key, self.value(each)) for key, each in block.items())

    def _referred(self, names: list[str]) -> Any:
        whole = [
            each
            for each in names
            if not any(other.startswith((f"{each}.", f"{each}[")) for other in names)
        ]
        found = [self._one(each) for each in dict.fromkeys(whole)]
        return found[0] if len(found) == 1 else join(found)

    def _one(self, name: str) -> Any:
        steps = _plain(name).split(".")
        first, rest = steps[0], steps[1:]
        inner = self.of.module(self.module)
        if self.left <= 0 or not rest:
            return Unknown("the plan does not say what it is", name)
        if first == "var" and self.module:
            outer = self.of.module(self.module[:-1])
            call = self.of.call(outer, self.module[-1])
            given = as_block(call.get("expressions")).get(rest[0])
            return self._inside(self.module[:-1]).value(given) if given else Unknown("…", name)
        if first == "module" and len(rest) > 1:
            child = as_block(self.of.call(inner, rest[0]).get("module"))
            output = as_block(as_block(child.get("outputs")).get(rest[1])).get("expression")
            return self._inside((*self.module, rest[0])).value(output)
        if first == "data" and len(rest) > 1:
            return self._datum(inner, rest[0], rest[1], name)
        if first in ("var", "local", "each", "count", "path", "terraform", "data", "module"):
            return Unknown(f"a plan does not keep what {name} is", name)
        attribute = rest[1] if len(rest) > 1 else ""
        attribute = "StreamArn" if attribute == "stream_arn" else attribute
        return Reference(self.id_of(f"{first}.{rest[0]}", self.module), attribute)

    def _inside(self, module: Address) -> "Reader":
        return Reader(self.of, module, self.id_of, self.left - 1)

    def _datum(self, inner: Block, kind: str, name: str, whole: str) -> Any:
        for each in map(as_block, as_items(inner.get("resources"))):
            if each.get("mode") == "data" and (each.get("type"), each.get("name")) == (kind, name):
                if kind == "aws_iam_policy_document":
                    written = self._inside(self.module).value(each.get("expressions"))
                    return policy_document(as_block(written))
                break
        return Unknown(f"{whole} is looked up when the plan is applied", whole)


def _merged(known: Block, written: Block, reader: Reader) -> Block:
    """What is known; for what is not, what the configuration refers to."""
    made = known.like(known)
    for key, expression in written.items():
        held = known.get(key)
        if held is None or held == []:
            value = reader.value(expression)
            if value is not None and value != {}:
                made[key] = _wrapped(key, value, known)
                made.lines[key] = known.line
        elif isinstance(held, Items) and isinstance(expression, Items):
            pairs = zip(held, expression, strict=False)
            items = [
                _merged(one, other, reader) if isinstance(one, Block) and isinstance(other, Block)
                else one
                for one, other in pairs
            ]  # fmt: skip
            made[key] = Items(
                [*items, *held[len(items) :]], source=held.source, line=held.line, lines=held.lines
            )
    return made


def _wrapped(key: str, value: Any, origin: Block) -> Any:
    """A redrive policy refers to nothing but its queue."""
    if key == "redrive_policy" and isinstance(value, Reference):
        return Encoded(origin.like({"deadLetterTargetArn": value}))
    return value


def _plain(address: str) -> str:
    """The address without the keys of instances."""
    while "[" in address:
        before, _, after = address.partition("[")
        address = before + after.partition("]")[2]
    return address
