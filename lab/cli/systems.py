"""What commands are about: designs by name, and templates with what the user adds to them."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, Unpack

import click

from analysis.refusals import Refused
from analysis.regular_files import loads, read_text
from analysis.source import Given, System, open_system
from analysis.source.files import Files
from analysis.source.given import has
from analysis.source.owners import read_teams
from analysis.source.settings import settings_for
from lab.cli.named import Named, design_called, system_called
from lab.cli.output import say
from lab.designs import Design, designs
from lab.errors import LabError

if TYPE_CHECKING:  # who draws nothing must not load the palette
    from analysis.palette import Signatures

BOTH = "both"
Read = TypeVar("Read")


class NoMix(LabError):
    """A file has no mix of changes; the text names it and the remedy."""


class Added(NamedTuple):
    """What a user adds to templates: parameters and bindings as written, and whether to guess."""

    parameters: Sequence[str]
    bindings: Sequence[str]
    strict: bool


def template_options(of: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that every command about templates has; it takes them as ``added``.

    of: which systems a parameter can be for, where a number before it says which; "" of one alone.
    """
    number = "[N:]" if of else ""
    options = (
        click.option(
            "--parameter",
            "parameters",
            multiple=True,
            metavar=f"{number}[STACK.]NAME=VALUE",
            help=f"A template's parameter{of}; repeatable.",
        ),
        click.option(
            "--bind",
            "bindings",
            multiple=True,
            metavar=f"{number}STACK.PARAMETER=OTHER:RESOURCE",
            help="What a parameter stands for in another template; repeatable.",
        ),
        click.option(
            "--strict",
            is_flag=True,
            help="Refuse what no file says of a parameter and is only assumed.",
        ),
        click.option(
            "--teams",
            type=click.Path(path_type=Path),
            callback=_read_teams,
            help="A JSON or YAML file: each team and the list of its services.",
        ),
    )

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(
            *arguments: Any,
            parameters: Sequence[str],
            bindings: Sequence[str],
            strict: bool,
            **others: Any,
        ) -> Any:
            return command(*arguments, added=Added(parameters, bindings, strict), **others)

        wrapped: Callable[..., Any] = called
        for option in reversed(options):  # as decorators, the last is applied first
            wrapped = option(wrapped)
        return wrapped

    return with_options


def _read_teams(
    _context: click.Context, _option: click.Parameter, given: Path | None
) -> dict[str, str] | None:
    return read_teams(given) if given else None


def _read_mix(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> dict[str, float] | None:
    if text is None:
        return None
    if text.startswith("@"):
        return _mix_of_a_past(Path(text[1:]))
    weights = {}
    for each in text.split(","):
        name, equals, value = each.strip().partition("=")
        try:
            weights[name] = float(value)
        except ValueError:
            equals = ""
        if not equals or not name:
            raise click.UsageError(f"--mix {each.strip()}: write it as KIND=WEIGHT.")
    return weights


def _mix_of_a_past(path: Path) -> dict[str, float]:
    """The mix that `ripple history --json` told."""
    text = read_text(path, NoMix)
    try:
        mix = loads(text)["mix"]
        found = {str(name): float(count) for name, count in mix.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise NoMix(
            f"{path}: it has no mix of changes; write it with `ripple history --json`."
        ) from None
    if not found:
        raise NoMix(f"{path}: no change in it was recognised as an operator, so it has no mix.")
    return found


mix_option = click.option(
    "--mix",
    "weights",
    metavar="KIND=WEIGHT,...|@PAST.json",
    callback=_read_mix,
    help="How often each kind of change, or operator, is asked for (default: all kinds alike); "
    "or a file with what `ripple history --json` told.",
)


def signatures() -> "Signatures":
    """The colour and mark of each design, as pictures take them."""
    from analysis.palette import Signature

    return {each.name: Signature(each.colour, each.mark) for each in designs()}


def each_system(
    names: Sequence[str], added: Added, read: Callable[[System], Read]
) -> Iterator[Read]:
    """What ``read`` makes of each design or system named, and of all templates together.

    Without a name it is the system of the `ripple.toml` that holds here. Of several systems each
    takes those parameters and bindings that it has.

    ``read`` takes a system that is open.
    """
    named = list(_named(names))
    given = dict(pair(each, "--parameter") for each in added.parameters)
    bound = dict(pair(each, "--bind") for each in added.bindings)
    taking = sum(each.settings is not None for each in named)
    if not taking and (given or bound):
        raise click.UsageError("--parameter and --bind are for templates: a design needs none.")
    left = [*given, *bound] if taking > 1 else []
    for paths, title, settings, known, revision in named:
        if settings is None:
            yield read(open_system(paths, title=title, strict=added.strict))
            continue
        asked = Given(title=title, strict=added.strict, known=known)
        if taking == 1:
            asked |= Given(parameters=given, bindings=bound, settings=settings)
        else:  # what it does not have is left out of settings
            parameters, bindings = {**settings.parameters, **given}, {**settings.bindings, **bound}
            asked["settings"] = replace(settings, parameters=parameters, bindings=bindings)
        system = searched(paths, revision, **asked)
        left = [each for each in left if not has(system.stacks, each, bound.get(each, ""))]
        yield read(system)
    if left:
        raise click.UsageError(f"{', '.join(left)}: none of these systems has it to be given.")


def _named(names: Sequence[str]) -> Iterator[Named]:
    said = settings_for(Path(), Files())
    if not names and said.path is None:
        raise click.UsageError("name a design, a template or a folder, or write ripple.toml here.")
    if not names:
        yield Named(said.read, None, said)
    drawn: dict[str, Design] = {}
    templates = []
    for name in names:
        design = design_called(name)
        system = None if design else system_called(name) or _at_revision(name)
        if design or name == BOTH:
            drawn |= {each.name: each for each in ([design] if design else designs())}
        elif system:
            yield system
        else:
            _refuse_near(name, [BOTH, *(each.name for each in designs()), *said.systems])
            templates.append(Path(name))
    for each in drawn.values():
        yield Named([each.template], each.name, None)
    if templates:
        yield Named(templates, None, settings_for(templates[0], Files()))


def _at_revision(name: str) -> Named | None:
    """The system of `REV:PATH`; who names none must not load what reads git's objects."""
    if ":" not in name:
        return None
    from lab.cli.revisions import revision_called

    return revision_called(name)


def _refuse_near(name: str, known: Sequence[str]) -> None:
    """Refuse what is no path, and nearly the name of a design or a system."""
    near = get_close_matches(name, known, n=1, cutoff=0.75)
    if near and not Path(name).exists():
        raise click.UsageError(f"there is no {name!r}; did you mean {near[0]}")


def searched(paths: Sequence[Path], revision: str = "", **given: Unpack[Given]) -> System:
    """The system in the paths; what was found in folders is said on stderr."""
    at = f"at {revision}: " if revision else ""
    try:
        system = open_system(paths, **given)
    except Refused as error:
        raise type(error)(f"{at}{error}") from None
    if system.found.folders:
        say(f"ripple: {at}{system.found}", err=True)
    return system


def pair(given: str, option: str) -> tuple[str, str]:
    """One NAME=VALUE of an option."""
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{option} {given}: write it as NAME=VALUE.")
    return name, value


def each_alone(
    names: Sequence[str | Named], titles: Sequence[str | None], added: Added
) -> Iterator[System]:
    """The system of each name by itself; an option with `N:` before it is for the Nth alone."""
    given = _by_place(added.parameters, "--parameter", len(names))
    bound = _by_place(added.bindings, "--bind", len(names))
    for place, name in enumerate(names):
        design = design_called(name) if isinstance(name, str) else None
        if design and (given[place] or bound[place]):
            raise click.UsageError(
                "--parameter and --bind are for templates: a design of the lab needs none; "
                "write N: before the name, where N is the design it is for."
            )
        if isinstance(name, Named):
            named = name
        elif design:
            named = Named([design.template], design.name, None)
        else:
            named = (
                system_called(name)
                or _at_revision(name)
                or Named(paths_of(name), titles[place], None)
            )
        asked = Given(
            title=named.title,
            parameters=given[place],
            bindings=bound[place],
            strict=added.strict,
            settings=named.settings,
            known=named.known,
        )
        yield searched(named.paths, named.revision, **asked)


def _by_place(given: Sequence[str], option: str, count: int) -> list[dict[str, str]]:
    """The pairs of an option for each of so many systems, by the number before a first colon."""
    found: list[dict[str, str]] = [{} for _ in range(count)]
    for each in given:
        name, value = pair(each, option)
        number, colon, rest = name.partition(":")
        chosen = range(count)
        if colon and number.isdecimal():
            name, chosen = rest, range(int(number) - 1, int(number))
        if not name:
            raise click.UsageError(f"{option} {each}: write it as NAME=VALUE.")
        if not 0 <= chosen[0] < count:
            raise click.UsageError(f"{option} {each}: there is no design {number} of {count}.")
        for place in chosen:
            found[place][name] = value
    return found


def paths_of(name: str) -> list[Path]:
    """The templates of one system; a comma joins several, unless it is in a file's own name."""
    whole = Path(name)
    return [whole] if whole.exists() else [Path(part) for part in name.split(",") if part]
