"""Opens a system: its templates found, read and joined, and what the user adds to them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import TypedDict, Unpack

from analysis.graph import Evidence
from analysis.memory import laborious
from analysis.records import dataclass
from analysis.refusals import BadTemplate
from analysis.source.files import Files
from analysis.source.finding import Search, search
from analysis.source.given import give, has
from analysis.source.nesting import with_nested
from analysis.source.paths import shown_path
from analysis.source.settings import Settings, settings_for
from analysis.source.stack import Note, Stack
from analysis.source.stack_names import common_folder, stack_names
from analysis.source.strange import refuse_strange_names
from analysis.source.system import System
from analysis.source.telling import Tie, tell
from analysis.source.templates import stack_of
from analysis.source.terraform import is_terraform


class Given(TypedDict, total=False):
    """What may be said beside the paths when a system is opened, as `open_system` takes it."""

    title: str | None
    parameters: Mapping[str, str] | None
    bindings: Mapping[str, str] | None
    strict: bool
    settings: Settings | None
    known: "Beforehand | None"


@dataclass(frozen=True)
class Beforehand:
    """What is known before a system is opened: its files, and how it stands to another version.

    ``names`` are what stacks are called, by the paths of their templates, resolved: their names
    then stand before ids even where there is one alone. Templates ``without`` are passed over.
    """

    files: Files = field(default_factory=Files)
    names: Mapping[Path, str] = field(default_factory=dict)
    without: Collection[Path] = ()


@laborious
def open_system(
    paths: Sequence[Path],
    *,
    title: str | None = None,
    parameters: Mapping[str, str] | None = None,
    bindings: Mapping[str, str] | None = None,
    strict: bool = False,
    settings: Settings | None = None,
    known: Beforehand | None = None,
) -> System:
    """The system that stands in these templates, read together; each file is opened once.

    ``paths`` are templates, state machine definitions, or folders of them; ``parameters`` maps
    `Name` or `stack.Name` to a text, ``bindings`` maps `stack.Name` (or `Name`) to
    `other:LogicalId`. What else can be found out of parameters is found out; ``strict`` refuses
    what no file says and is only assumed. ``settings`` are those of `ripple.toml`, which is looked
    for above the first path where none are given. Code is opened when it is first asked for.

    Raises:
        BadTemplate: one cannot be read; the text names file, line and remedy.
    """
    known = known or Beforehand()
    files = known.files
    with bounded(title or paths[0].name):
        said = settings or settings_for(paths[0], files)
        found = search(paths, files, said)
        found.templates = [each for each in found.templates if each.resolve() not in known.without]
        stacks = _stacks(found, files, said, known.names)
        whole = said.path and said.folder.resolve() in {each.resolve() for each in found.folders}
        own = {name: each for name, each in said.parameters.items() if has(stacks, name)}
        tied = {
            name: each
            for name, each in said.bindings.items()
            if has(stacks, name, "" if whole else each)
        }
        give(stacks, own | dict(parameters or {}), tied | dict(bindings or {}))
        ties = tell(stacks, stacks[0].root, files)
        if strict or said.strict:
            _refuse_assumed(ties)
        system = System(
            stacks, files, title or _title(paths), found, ties, said, by_stack=bool(known.names)
        )
        system.again = lambda **how: open_system(
            paths, title=title, parameters=parameters, bindings=bindings, strict=strict,
            settings=said, known=replace(known, **how),
        )  # fmt: skip
        if whole:
            refuse_strange_names(system)
        return system


def _refuse_assumed(ties: Sequence[Tie]) -> None:
    assumed = [tie for tie in ties if tie.assumed]
    if assumed:
        names = ", ".join(dict.fromkeys(tie.parameter for tie in assumed))
        bindings = " ".join(tie.binding for tie in assumed)
        raise BadTemplate(f"--strict: {names}: assumed, and nothing says so; give {bindings}.")


def opened(system: System | Sequence[Path], **given: Unpack[Given]) -> System:
    """The system itself where it is open, else the one that stands in these paths."""
    if not isinstance(system, System):
        return open_system(system, **given)
    if given:
        raise TypeError(f"the system is open: give {', '.join(given)} to open_system instead")
    return system


@contextmanager
def bounded(title: str) -> Iterator[None]:
    """Refuse values that refer to one another without end, in whatever evaluates them.

    Raises:
        BadTemplate: they do.
    """
    try:
        yield
    except RecursionError:
        raise BadTemplate(
            f"{title}: its values refer to one another in too long a chain; shorten it."
        ) from None


def _stacks(found: Search, files: Files, said: Settings, given: Mapping[Path, str]) -> list[Stack]:
    """Every stack of the templates, those nested by local path included, each with its name."""
    paths = found.templates
    common = common_folder([*paths, *(each / "-" for each in found.folders)])
    names = [
        given.get(path.resolve()) or said.name_of(path) or name
        for path, name in zip(paths, stack_names(paths), strict=True)
    ]
    named = list(zip(paths, names, strict=True))
    roots = [stack_of(*each, files, common) for each in named if not is_terraform(each[0], files)]
    roots = [each for each in roots if each.path.resolve() not in files.parts]
    found.templates = [each for each in paths if each.resolve() not in files.parts]
    stacks = with_nested(roots)
    if any(is_terraform(each, files) for each in paths):
        from analysis.source.terraform.stack import terraform_stacks

        stacks += terraform_stacks(
            [each for each in named if is_terraform(each[0], files)],
            files,
            common,
            [each.name for each in stacks],
        )
    for path, reason in found.unread:
        stacks[0].notes.append(Note("", path.name, reason, Evidence(shown_path(path), 1)))
    for stack in stacks:
        stack.prefixed = len(stacks) > 1 or bool(given)
        stack.forget()
    return stacks


def _title(paths: Sequence[Path]) -> str:
    """The file's name, or what several are called: not five times template.yaml."""
    if len(paths) == 1:
        return paths[0].name or paths[0].resolve().name or str(paths[0])
    names = stack_names(paths)
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return ", ".join(names[: 3 if more else 4]) + more
