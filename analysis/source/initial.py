"""The `ripple.toml` of a repository as it was found, every guess a comment with its reason."""

import fnmatch
from collections.abc import Iterator
from pathlib import Path

from analysis.plain_text import toml_text
from analysis.refusals import Refused
from analysis.source.files import Files
from analysis.source.paths import shown_path
from analysis.source.system import System
from analysis.source.values import NoValue, shown
from analysis.walking import grouped

_CODEOWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS")


def initial(system: System, folder: Path) -> str:
    """The text of a `ripple.toml` for the folder; what is sure is set, a guess is a comment."""
    lines = ["# What ripple reads here, written by `ripple init`; every command takes it."]
    lines += ['paths = ["."]', *_left_out(system, folder), "", *_names(system, folder)]
    lines += ["", *_parameters(system), "", *_bindings(system), "", *_services(system)]
    return "\n".join([*lines, "", *_teams(system, folder)]).rstrip() + "\n"


def _left_out(system: System, folder: Path) -> Iterator[str]:
    listed = [(_within(path, folder), reason) for path, reason in system.found.left_out]
    for path, reason in listed:
        yield f"# not read: {path}: {reason}"
    yield 'leave_out = []  # patterns of templates, such as "examples/*"'


def _names(system: System, folder: Path) -> Iterator[str]:
    yield "[names]  # what the stack of each template is called"
    called = {each.path.resolve(): each.name for each in system.stacks if each.parent is None}
    for path in system.found.templates:
        if path.resolve() in called:
            yield f"{toml_text(_within(path, folder))} = {toml_text(called[path.resolve()])}"


def _parameters(system: System) -> Iterator[str]:
    yield '[parameters]  # texts, such as Stage = "dev" for all stacks, or "orders.Stage"'
    for stack in system.stacks:
        for name in stack.section("Parameters") if stack.parent is None else ():
            if isinstance(stack.named(name), NoValue):
                yield f'# {toml_text(f"{stack.name}.{name}")} = "…"  # nothing says it'
    for tie in system.ties:
        if not tie.target:
            name = toml_text(f"{tie.stack.name}.{tie.parameter}")
            yield f"# {name} = {toml_text(shown(tie.value))}  # {tie.at.place} says so"


def _bindings(system: System) -> Iterator[str]:
    yield "[bindings]  # which part of another stack a parameter stands for"
    for tie in system.ties:
        if tie.target:
            name = toml_text(f"{tie.stack.name}.{tie.parameter}")
            why = "assumed: nothing else fits" if tie.assumed else f"{tie.at.place} says so"
            yield f"# {name} = {toml_text(tie.target)}  # {why}"


def _services(system: System) -> Iterator[str]:
    owned = grouped((system.owner_of(each)[0], each.id) for each in system.resources.values())
    yield "[services]  # by what a part's service is told: the first of these that tells it"
    yield 'by = ["tag", "stack", "folder", "pattern"]  # the folder is that of its code'
    for service, ids in sorted(owned.items()):
        if service:
            yield f"# {service}: {len(ids)} {'part' if len(ids) == 1 else 'parts'}"
    if owned[""]:
        yield f"# without one: {len(owned[''])}, such as {owned[''][0]}"
    yield '# billing = ["Invoice*"]  # patterns of ids'


def _teams(system: System, folder: Path) -> Iterator[str]:
    yield "[teams]  # the services of each"
    rules = list(_code_owners(folder))
    services = {
        stack.name: _within(stack.path, folder) for stack in system.stacks if stack.parent is None
    }
    owned = grouped(
        (team, service)
        for service, path in services.items()
        if (team := _team_of(path, rules))
        and any(system.owner_of(each)[0] == service for each in system.resources.values())
    )
    for team, listed in sorted(owned.items()):
        names = ", ".join(map(toml_text, listed))
        yield f"{toml_text(team)} = [{names}]  # CODEOWNERS says so"


def _code_owners(folder: Path) -> Iterator[tuple[str, str]]:
    for name in _CODEOWNERS:
        try:
            text = Files().text(folder / name)
        except Refused:
            continue
        for line in text.splitlines():
            pattern, *owners = line.partition("#")[0].split()[:2] or [""]
            if pattern and owners:
                yield pattern, owners[0].removeprefix("@").rpartition("/")[2]
        return


def _team_of(path: str, rules: list[tuple[str, str]]) -> str:
    """The owner by the last rule that fits, as GitHub has it."""
    return next((team for pattern, team in reversed(rules) if _fits(path, pattern)), "")


def _fits(path: str, pattern: str) -> bool:
    wanted = pattern.lstrip("/").rstrip("/")
    anchored = pattern.startswith("/") or "/" in wanted
    parts = path.split("/")
    starts = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    if anchored:
        return any(fnmatch.fnmatchcase(each, wanted) for each in starts)
    return any(fnmatch.fnmatchcase(each, wanted) for each in parts)


def _within(path: Path, folder: Path) -> str:
    resolved, root = path.resolve(), folder.resolve()
    return (
        resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else shown_path(path)
    )
