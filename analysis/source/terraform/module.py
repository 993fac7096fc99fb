"""A module as it is called: what its names mean, its inputs given by the module that calls it."""

import json
import os
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from analysis.refusals import Refused
from analysis.source.budget import TOO_LARGE, Budget
from analysis.source.document import Block, Items, Source, as_block
from analysis.source.files import Files
from analysis.source.paths import inside, shown_path
from analysis.source.terraform.arguments import Made, arguments, made
from analysis.source.terraform.data import datum
from analysis.source.terraform.encoded import Encoded, plain_text
from analysis.source.terraform.evaluator import At, Inner, NotMade, Step, evaluate
from analysis.source.terraform.folder import Folder, assigned
from analysis.source.terraform.parser import parse_template
from analysis.source.terraform.states import output_elsewhere
from analysis.source.terraform.syntax import HclBlock, LiteralValue
from analysis.source.values import NoValue, Reference, Unknown, as_text, shown

_ITSELF = frozenset((
    "alias_arn", "api_endpoint", "arn", "bucket", "bucket_domain_name",
    "bucket_regional_domain_name", "endpoint", "execution_arn", "function_name", "id",
    "invoke_arn", "name", "qualified_arn", "qualified_invoke_arn", "queue_url", "stream_arn",
    "topic_arn", "unique_id", "url", "version",
))  # fmt: skip
"""Attributes that stand for the thing itself, not for what was written of it."""

_UTILITIES = ("random_", "null_", "time_", "local_", "tls_", "external", "http", "template_")


class ModuleInstance:
    """One call of a module: the scope in which its expressions are evaluated.

    ``address`` are the names of the calls that lead to it, none for a root module.
    """

    def __init__(
        self,
        folder: Folder,
        files: Files,
        root: Path,
        outer: "ModuleInstance | None" = None,
        call: HclBlock | None = None,
    ) -> None:
        self.folder = folder
        self.files = files
        self.root = root
        self.outer = outer
        self.call = call
        self.address: tuple[str, ...] = (*outer.address, call.labels[0]) if outer and call else ()
        self.children: dict[str, ModuleInstance] = {}
        self.unread: dict[str, Unknown] = {}
        self.given: Mapping[str, Any] = {}
        self.hints: Mapping[str, str] = {}
        self._known: dict[tuple[Any, ...], Any] = {}
        self._working: set[tuple[Any, ...]] = set()

    @property
    def budget(self) -> Budget:
        """What evaluating may still take."""
        return self.files.budget

    @property
    def start(self) -> Path:
        """The folder that paths start from: the root module's."""
        return self.outer.start if self.outer else self.folder.path

    def id_of(self, kind: str, name: str) -> str:
        """The whole address of a resource of this module, as Terraform writes it."""
        return ".".join([*(f"module.{each}" for each in self.address), kind, name])

    def forget(self) -> None:
        """Evaluate anew what is asked from here on."""
        self._known.clear()
        for each in self.children.values():
            each.forget()

    @cached_property
    def _assigned(self) -> Mapping[str, Any]:
        return assigned(self.folder.path, self.files, self.root)

    # what its resources are

    def made(self, part: HclBlock) -> Made:
        """How often a resource, a data source or a call is made."""
        found = self._once(("made", id(part)), lambda: made(part.body, self))
        return found if isinstance(found, Made) else Made(self, perhaps=True)

    def arguments(self, part: HclBlock) -> Block:
        """The evaluated arguments of a resource, a data source or a call."""
        return as_block(
            self._once(("all", id(part)), lambda: arguments(part.body, self.made(part).scope))
        )

    # the scope

    def resolve(self, name: str, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        """What a chain of names means; the steps that are left are of what is found."""
        if name in ("path", "terraform"):
            return self._surroundings(name), steps
        if not steps or not isinstance(steps[0], str) or name in ("each", "count", "self"):
            return Unknown(f"{name} means nothing here", name), ()
        if name in ("var", "local"):
            find = self._variable if name == "var" else self._local
            return self._used((name, steps[0]), partial(find, steps[0])), steps[1:]
        if name in ("module", "data"):
            return self._module(steps) if name == "module" else self._data(steps)
        return self._resource(name, steps)

    def file(self, function: str, given: list[Any]) -> Any:
        """The text of a file beside the module; a template's holes filled with what is given."""
        name = plain_text(given[0]) if given else None
        if not isinstance(name, str):
            return Unknown("the name of the file is not known", f"{function}(…)")
        path = inside(self.start, name, self.root)
        if path is None:
            reason = f"{name} lies outside of {shown_path(self.root)}, so it is not read"
            return Unknown(reason, name)
        try:
            text = self.files.text(path)
            if not self.budget.take(0, len(text)):
                return TOO_LARGE
            shown = shown_path(path)
            if function == "file":
                return Encoded(text, shown)
            return Encoded(self.filled(text, shown, given[1] if len(given) > 1 else None), shown)
        except Refused as error:
            return Unknown(str(error).rstrip("."), name)

    def filled(self, text: str, shown: str, names: Any) -> Any:
        """A template's text with its holes filled."""
        source = Source(shown, tuple(text.split("\n")))
        inner = Inner(self, names if isinstance(names, dict) else {})
        return plain_text(evaluate(parse_template(text, source), inner, source))

    def _surroundings(self, name: str) -> Block:
        if name == "terraform":
            return Block({"workspace": "${terraform.workspace}"})
        own = os.path.relpath(self.folder.path, self.start)
        return Block({"module": own, "root": ".", "cwd": "."})

    def valued(self, name: str) -> bool:
        """Whether a file gives a variable of a root module a value that is not empty."""
        part = self.folder.variables.get(name)
        default = part.body.argument("default") if part else None
        empty = default is None or (
            isinstance(default, LiteralValue) and default.value in (None, "")
        )
        return name in self._assigned or not empty

    def told(self, name: str) -> str:
        """The value of a root module's variable as a sentence says it."""
        value = self._variable(name)
        text = (
            json.dumps(value, default=shown)
            if isinstance(value, list | dict | bool)
            else shown(value)
        )
        given = name in self.given or name in self._assigned
        return text if given else f"{text} by default"

    def _variable(self, name: str) -> Any:
        part = self.folder.variables.get(name)
        if self.outer and self.call:
            found = self.call.body.argument(name)
            if found is not None:
                scope = self.outer.made(self.call).scope
                value = evaluate(found, scope, self.call.source)
                if value is not None:
                    return value
        elif name in self.given:
            return self.given[name]
        elif name in self._assigned:
            expression, body = self._assigned[name]
            return evaluate(expression, self, body.source)
        default = part.body.argument("default") if part else None
        if part is None:
            return Unknown(f"no variable {name!r} is declared", f"${{var.{name}}}")
        if default is None:
            ways = self.hints.get(name, f"--parameter {name}=… or --bind {name}=STACK:RESOURCE")
            return NoValue(f"the variable {name} has no value; give {ways}", name)
        return evaluate(default, self, part.source)

    def _local(self, name: str) -> Any:
        if name not in self.folder.locals:
            return Unknown(f"no local {name!r} is declared", f"${{local.{name}}}")
        expression, body = self.folder.locals[name]
        return evaluate(expression, self, body.source)

    def output(self, name: str) -> Any:
        """The value of an output."""
        part = self.folder.outputs.get(name)
        expression = part.body.argument("value") if part else None
        if part is None or expression is None:
            return Unknown(f"the module has no output {name!r}", name)
        return self._used(("output", name), lambda: evaluate(expression, self, part.source))

    def _module(self, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        name = str(steps[0])
        left = steps[1:]
        if left and isinstance(left[0], At):
            left = left[1:]
        if name in self.unread:
            return self.unread[name], ()
        child = self.children.get(name)
        if child is None:
            return Unknown(f"no module {name!r} is called", f"${{module.{name}}}"), ()
        if child.call and self.made(child.call).never:
            return NotMade(f"the module {name} is not called"), ()
        if left and isinstance(left[0], str):
            return child.output(left[0]), left[1:]
        whole = Block((each, child.output(each)) for each in child.folder.outputs)
        repeated = child.call and {"count", "for_each"} & child.call.body.arguments.keys()
        return (Items([whole]) if repeated else whole), left

    def _data(self, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        kind, name, *left = [*steps, "", ""][: max(len(steps), 2)]
        part = self.folder.data.get((as_text(kind), as_text(name)))
        if part is None:
            return Unknown(f"no data source '{kind}.{name}' is declared", f"${{data.{kind}}}"), ()
        while left and isinstance(left[0], At):
            left = left[1:]
        wanted = as_text(left[0]) if left else ""
        if kind == "terraform_remote_state":
            path = left[1:] if wanted == "outputs" else left
            output = ".".join(as_text(e.key if isinstance(e, At) else e) for e in path)
            return output_elsewhere(self.arguments(part), output, self.start), ()
        found = self._used(("data", kind, name, wanted), lambda: datum(self, part, wanted))
        return found, tuple(left[1:])

    def _resource(self, kind: str, steps: tuple[Step, ...]) -> tuple[Any, tuple[Step, ...]]:
        name, *left = steps
        part = self.folder.resources.get((kind, as_text(name)))
        if part is None:
            what = f"{kind}.{name}"
            return Unknown(f"nothing that was read declares {what!r}", f"${{{what}}}"), ()
        while left and isinstance(left[0], At):
            left = left[1:]
        if self.made(part).never:
            return NotMade(f"{kind}.{name} is not made"), ()
        reference = Reference(self.id_of(kind, as_text(name)))
        attribute = left[0] if left else ""
        if not isinstance(attribute, str) or not attribute:
            return reference, ()
        written = part.body.argument(attribute)
        utility = kind.startswith(_UTILITIES)
        if written is not None and (utility or attribute not in _ITSELF):
            scope = self.made(part).scope
            work = partial(evaluate, written, scope, part.source)
            return self._used(("argument", kind, name, attribute), work), tuple(left[1:])
        if utility:
            return datum(self, part, attribute), ()
        stream = "StreamArn" if attribute == "stream_arn" else attribute
        return Reference(reference.resource, stream), ()

    def _used(self, key: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        """A value by its name: it counts as often as it is used."""
        value = self._once(key, work)
        return value if self.budget.take_made(plain_text(value)) else TOO_LARGE

    def _once(self, key: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        if key in self._known:
            return self._known[key]
        if key in self._working:
            return Unknown("it is defined by itself", ".".join(map(str, key[:2])))
        self._working.add(key)
        try:
            with self.budget.part() as part:
                answer = work()
            self._known[key] = TOO_LARGE if part.spent else answer
        except RecursionError:
            self._known[key] = Unknown("its values refer to one another in too long a chain")
        finally:
            self._working.discard(key)
        return self._known[key]
