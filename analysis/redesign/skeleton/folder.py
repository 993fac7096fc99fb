"""All files of a skeleton by their paths, the README that comes first among them."""

import json
from collections.abc import Iterator

import yaml

from analysis.redesign.redesigning import Other, Redesigning
from analysis.redesign.skeleton.handlers import Handler
from analysis.redesign.skeleton.machines import StateWriter
from analysis.redesign.skeleton.parts import Parts, quiet
from analysis.redesign.skeleton.refusing import refuse
from analysis.redesign.skeleton.shared import MARK, telling
from analysis.redesign.skeleton.template import CODE, Resources, definition_of
from analysis.wording import listed

TEMPLATE = "template.yaml"


_README = """# {1}, {2}: a skeleton

{0} from what {1} is today. `sam deploy --guided` deploys it, and it
carries a case through to its end; what is done on the way is to be filled in. Nobody wrote this
design, so nothing here claims that it is the right one.

## To be filled in

Every function of `{3}/deeds` marked TODO; `{3}/services` sets them to work and says how they ended.
With `REFUSE=Name` among its variables a function refuses by that name, to try the way back.

{4}

## Where it begins

What calls it is left to you.

{5}

## What is guessed

{6}

## Not in here

What takes no part in who does what after whom stays as it is:

{7}
"""


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - what is said twice is written twice
        return True


def skeleton(others: Redesigning, other: Other) -> dict[str, str]:
    """A derived design's files by their paths.

    Raises:
        NoSkeleton: something in it cannot be written out.
    """
    parts = Parts(others, other)
    refuse(parts)
    template = yaml.dump(
        Resources(parts).drawn(), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100
    )
    found = {
        TEMPLATE: f"# {MARK} from {quiet(others.system.title)}: read README.md first.\n{template}"
    }
    for machine in parts.machines:
        whole = StateWriter(parts, machine).definition()
        found[definition_of(parts.ids[machine.id])] = json.dumps(whole, indent=2) + "\n"
    for node in parts.functions:
        around, deeds = Handler(parts, node).texts()
        found[f"{CODE}/services/{parts.module(node.id)}.py"] = around
        found[f"{CODE}/deeds/{parts.module(node.id)}.py"] = deeds
    found[f"{CODE}/services/__init__.py"] = f'"""{MARK}: who hears, does and says what."""\n'
    found[f"{CODE}/deeds/__init__.py"] = (
        f'"""{MARK}: what is done, by function; all of it is to be filled in."""\n'
    )
    found[f"{CODE}/services/telling.py"] = telling(others.business.envelope)
    return {"README.md": _readme(parts), **found}


def _readme(parts: Parts) -> str:
    """What it is, what it rests on, and what is still to be done."""
    steps = parts.process.steps.values()
    deeds = [
        f"`{CODE}/deeds/{parts.module(node.id)}.py`: {listed(sorted(done))}"
        for node in parts.functions
        if (done := [quiet(each.called or each.name) for each in steps if node.id in each.doers])
    ]
    begins = [f"{who} takes {what or 'what is not known'}" for who, what in _begins(parts)]
    guesses = [*map(quiet, parts.other.guesses)] or ["Nothing that the process does not show."]
    kinds = ("event", "state", "queue")
    known = (node for node in parts.graph.nodes if node.kind not in kinds)
    left = [f"{quiet(node.id)}, a {node.kind}" for node in known if node.id not in parts.ids]
    lists = [deeds, begins, guesses, left or ["Nothing."]]
    title = quiet(parts.others.system.title)
    return _README.format(MARK, title, parts.other.name, CODE, *map(_items, lists))


def _items(several: list[str]) -> str:
    return "\n".join(f"- {each}" for each in several)


def _begins(parts: Parts) -> Iterator[tuple[str, str]]:
    asking = {node.id for node in parts.machines}
    fields = parts.values.fields
    for node in (*parts.functions, *parts.machines):
        waited = node.id in parts.asked or node.id in parts.heard
        if not waited or (node.id in asking and _alone(parts, node.id)):
            yield (
                parts.ids[node.id],
                listed([quiet(e) for e in fields.get(f"request:{node.id}", ())]),
            )


def _alone(parts: Parts, machine: str) -> bool:
    states = (n for n in parts.graph.nodes if n.kind == "state" and n.attributes.get("start"))
    return any(
        not n.attributes.get("on") and parts.process.steps[n.id].decider == machine for n in states
    )
