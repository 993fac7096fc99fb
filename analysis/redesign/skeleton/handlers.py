"""The code of a skeleton: a file a function, of what sets its deeds to work; and the deeds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from analysis.graph import Node
from analysis.prediction.names import event_name
from analysis.redesign.skeleton.parts import Parts, identifier, quiet
from analysis.redesign.skeleton.refusing import NOTING
from analysis.redesign.skeleton.shared import MARK, at
from analysis.redesign.skeleton.values import nested, together, tops
from analysis.walking import grouped
from analysis.wording import listed

_SHARED = ("remember", "say", "told_to", "worked_off")
End = tuple[str, ...]
"""The event types that are said together."""


@dataclass(frozen=True)
class Reacting:
    """What a function does on some events, or unasked: the ways in which that may end, and say."""

    name: str
    on: tuple[str, ...]
    ends: tuple[End, ...]
    waits: bool


@dataclass(frozen=True)
class Handler:
    """The code of one function; a refusal is an error that its deed raises."""

    parts: Parts
    node: Node

    def texts(self) -> tuple[str, str]:
        """What sets its deeds to work and says how they ended; and the deeds."""
        deeds, around = [], []
        joined, alone = self._together()
        for each in alone:
            deeds.append(self._deed(each))
            around.append(self._reaction(each))
        for several in joined:
            on = tuple(event for each in several for event in each.on)
            deeds.append(self._deed(replace(several[0], on=on)))
            around += self._joined(several)
        if self._heard:
            rows = sorted((event_name(on), e.name) for e in self._reactions for on in e.on if on)
            around.append(
                "\n".join(
                    ["REACTIONS = {", *(f"    {kind!r}: {name}," for kind, name in rows), "}"]
                )
            )
        if self._states:
            response = f"response:{self.node.id}"
            left = [each for each, source in self._answer.items() if not source]
            own = {each: self._made_of(response, each, [""]) for each in left}
            deeds.append(_deed(self._task, self._reads(""), self._errors, own))
            around.append(self._asked())
        whose = quiet(self.node.service or self.node.id)
        taken = f"from deeds import {self.parts.module(self.node.id)} as deeds"
        about = f"{whose}: what sets its deeds to work, and says how they ended."
        deeds_about = f"{whose}: its deeds, to be filled in."
        return _file(about, [*around, self._handler()], taken), _file(deeds_about, deeds)

    @cached_property
    def _heard(self) -> list[str]:
        return self.parts.heard.get(self.node.id, [])

    @cached_property
    def _states(self) -> list[str]:
        return self.parts.asked.get(self.node.id, [])

    @cached_property
    def _reactions(self) -> tuple[Reacting, ...]:
        known = {each.on: each for each in self.parts.system.facts.deeds.get(self.node.id, ())}
        begins = not self._states and ("" in known or not self._heard)
        found: dict[str, tuple[list[str], dict[End, None]]] = {}
        for on in (*self._heard, *([""] if begins else [])):
            deed = known.get(event_name(on))
            said = [end for end in (deed.outcomes if deed else ()) if end]
            ends = deed.outcomes if deed and said else self._ends(on)
            name = identifier(deed.name if deed else self.node.id)
            events, ways = found.setdefault(name, ([], {}))
            events.append(on)
            ways.update(dict.fromkeys(ends))
        return tuple(
            Reacting(name, tuple(on), self._in_order(ways), () in ways)
            for name, (on, ways) in found.items()
        )

    def _ends(self, on: str) -> list[End]:
        """What another says of it today, which an outbox or a relay does: how its steps end."""
        process, mine = self.parts.process, self.node.id
        after = {each.after for each in process.links if each.on == on} if on else {
            step for step in process.steps if not process.triggers(step)}  # fmt: skip
        steps = [step for id_, step in process.steps.items() if id_ in after and mine in step.doers]
        ends = [each for step in steps for each in (step.id, *(e.id for e in step.refusals))]
        return [(event_name(each),) for each in ends if each in self.parts.topics]

    def _in_order(self, ends: Iterable[End]) -> tuple[End, ...]:
        """The happy end first."""
        refusing = self.parts.refusing
        return tuple(
            sorted(filter(None, ends), key=lambda end: (not refusing.isdisjoint(end), end))
        )

    def _together(self) -> tuple[list[list[Reacting]], list[Reacting]]:
        """The reactions that wait for one another, the deed itself first; and all others."""
        waiting = grouped((each.ends, each) for each in self._reactions if each.waits and each.ends)
        joined = [sorted(several, key=lambda each: (each.name.startswith(NOTING), each.name))
                  for several in waiting.values() if len(several) > 1]  # fmt: skip
        return joined, [
            each for each in self._reactions if not any(each in some for some in joined)
        ]

    def _deed(self, of: Reacting) -> str:
        happy = self._events(of.ends[:1])
        own = {path: self._made_of(event, path, of.on) for event in happy
               for path in tops(self.parts.values.fields[event])
               if not self._copied(event, path, of.on)}  # fmt: skip
        needs = sorted({path for on in of.on for path in self._reads(on)})
        return _deed(of.name, needs, [end[0] for end in of.ends[1:]], own)

    def _made_of(self, contract: str, path: str, on: Iterable[str]) -> list[str]:
        """The fields of what came in of which a deed makes one."""
        known = {self._contract(each) for each in on}
        found = self.parts.sources(self.node.id, contract, path, known, computed=True)
        return [*tops(source for _, source in found)]

    def _reaction(self, of: Reacting) -> str:
        reads = sorted({each for on in of.on for each in self._reads(on)})
        needs = written({each: f"event{at(each)}" for each in reads})
        heard = " or ".join(quiet(event_name(on)) or "being asked" for on in of.on)
        return _function(
            f"{of.name}(event)", f"On {heard}.", *self._done(of, of.on, needs, "event")
        )

    def _joined(self, several: list[Reacting]) -> Iterator[str]:
        """Deeds that keep what came until all of it is there."""
        main, key, needed = several[0], f"event{at(self.parts.key)}", dict[str, None]()
        for each in several:
            kept = {path for on in each.on for path in self._reads(on)} - {*tops([self.parts.key])}
            flag = [] if kept and each != main else [each.name]
            needed |= dict.fromkeys([*sorted(kept), *flag])
            fields = {
                **{path: f"event{at(path)}" for path in sorted(kept)},
                **dict.fromkeys(flag, "True"),
            }
            heard = " or ".join(quiet(event_name(on)) for on in each.on)
            yield _function(
                f"{each.name}(event)",
                f"On {heard}: keep it, and go on once all is there.",
                f"known = remember({key}, {written(fields)})",
                f"_{main.name}_when_ready({key}, known)",
            )  # fmt: skip
        wanted = ", ".join(map(repr, needed))
        yield _function(
            f"_{main.name}_when_ready(key, known)",
            "",
            f"if not {{{wanted}}} <= known.keys():",
            "    return",
            *self._done(main, [on for each in several for on in each.on], "known", "known"),
        )  # fmt: skip

    def _done(self, of: Reacting, on: Iterable[str], needs: str, holder: str) -> Iterator[str]:
        """The deed is done, and what is said of how it ended."""
        done, *says = f"deeds.{of.name}({needs})", *self._says(of.ends[:1], on, holder, "made")
        done = f"made = {done}" if any("made[" in each for each in says) else done
        if len(of.ends) < 2:
            yield from (done, *says)
            return
        yield from ("try:", f"    {done}")
        for end in of.ends[1:]:
            yield f"except deeds.{identifier(end[0], 'Refused')} as refusal:"
            yield from (f"    {each}" for each in self._says([end], on, holder, ""))
        yield from ("else:", *(f"    {each}" for each in says))

    def _says(
        self, ends: Iterable[End], on: Iterable[str], holder: str, made: str
    ) -> Iterator[str]:
        """What is made by a deed that refused is why it did."""
        for event in self._events(ends):
            leaves = {}
            for path in self.parts.values.fields[event]:
                if path == self.parts.key and holder == "known":
                    leaves[path] = "key"
                elif source := self._copied(event, path, on):
                    field, source = together(path, source)
                    leaves[field] = f"{holder}{at(source)}"
                else:
                    (top,) = tops([path])
                    leaves[top] = f"made[{top!r}]" if made else "str(refusal)"
            topic = self.parts.ids[self.parts.topics[event]]
            yield f"say({variable(topic)!r}, {event_name(event)!r}, {written(nested(leaves))})"

    def _events(self, ends: Iterable[End]) -> list[str]:
        said = self.parts.said.get(self.node.id, ())
        return [each for end in ends for each in said if event_name(each) in end]

    def _contract(self, on: str) -> str:
        return on or f"request:{self.node.id}"

    def _reads(self, on: str) -> list[str]:
        return self.parts.values.reads(self.node.id, self._contract(on))

    def _copied(self, contract: str, path: str, on: Iterable[str]) -> str:
        """The path of what came in of which it is a copy; "" where the deed makes it."""
        known = {self._contract(each) for each in on}
        return next((at for _, at in self.parts.sources(self.node.id, contract, path, known)), "")

    @cached_property
    def _errors(self) -> list[str]:
        """The errors that a workflow catches of it by their names."""
        steps = [self.parts.process.steps[each] for each in self._states]
        names = (refusal.name for step in steps for refusal in step.refusals)
        return [*dict.fromkeys(each for each in names if not each.startswith("States."))]

    @cached_property
    def _answer(self) -> Mapping[str, str]:
        """The fields of its answer; of which of the request each is a copy."""
        response = f"response:{self.node.id}"
        return {
            path: self._copied(response, path, [""])
            for path in tops(self.parts.values.fields.get(response, ()))
        }

    @cached_property
    def _task(self) -> str:
        return identifier(self.parts.process.steps[self._states[0]].name)

    def _asked(self) -> str:
        needs = written({path: f"request{at(path)}" for path in self._reads("")})
        answer = written({path: f"request{at(source)}" if source else f"made[{path!r}]"
                          for path, source in self._answer.items()})  # fmt: skip
        done = f"deeds.{self._task}({needs})"
        done = f"made = {done}" if "made[" in answer else done
        about = "Asked for by the workflow, which catches what the deed raises."
        return _function(f"{self._task}(request)", about, done, f"return {answer}")

    def _handler(self) -> str:
        begins = [f"{each.name}(request)" for each in self._reactions if "" in each.on]
        asked = [f"return {self._task}(request)"] if self._states else begins
        heard = ["return worked_off(request, REACTIONS)"] if self._heard else []
        if asked and heard:
            heard = ["if 'Records' in request:", f"    {heard[0]}"]
        return _function("handler(request, _context)", "", *heard, *asked)


def variable(id_: str) -> str:
    """The environment variable that names a part: `PaymentsTopic` as `PAYMENTS_TOPIC`."""
    return identifier(id_).upper()


def written(document: Mapping[str, Any]) -> str:
    """A document of expressions as code."""
    rows = (
        f"{key!r}: {written(each) if isinstance(each, dict) else each}"
        for key, each in document.items()
    )
    return f"{{{', '.join(rows)}}}"


def _deed(name: str, needs: list[str], refusals: list[str], own: Mapping[str, list[str]]) -> str:
    """A deed that goes well, unless it is told to refuse, and makes a text of each value."""
    pieces, told = [], list[str]()
    for called in refusals:
        error = identifier(called, "Refused")
        renamed = [] if error == called else [f"\n\n{error}.__name__ = {called!r}"]
        pieces.append(
            "\n".join(
                [
                    f"class {error}(Exception):",
                    '    """It cannot be done; its text says why."""',
                    *renamed,
                ]
            )
        )
        told += [f"if told_to({error}):", f"    raise {error}('TODO: say why')"]
    how = (
        f", or raise {' or '.join(identifier(each, 'Refused') for each in refusals)}"
        if refusals
        else ""
    )
    answer = [f"return {written({each: _made(of) for each, of in own.items()})}"] if own else []
    given = f" with {listed([*map(quiet, needs)])}" if needs else ""
    about = f"TODO: do it{given}, so that twice is as good as once{how}."
    return "\n\n\n".join([*pieces, _function(f"{name}(needs)", about, *told, *answer)])


def _made(of: list[str]) -> str:
    """A value that nobody makes yet, of others that came in."""
    if not of:
        return "'TODO'"
    return "'TODO of ' + " + " + ' and ' + ".join(f"str(needs{at(each)})" for each in of)


def _file(about: str, pieces: list[str], *taken: str) -> str:
    used = ", ".join(each for each in _SHARED if any(f"{each}(" in piece for piece in pieces))
    taken = (*taken, *([f"from services.telling import {used}"] if used else ()))
    head = [f'"""{MARK}: {about}"""', *(["", *taken] if taken else [])]
    return "\n\n\n".join(["\n".join(head), *pieces]) + "\n"


def _function(signature: str, about: str, *lines: str) -> str:
    told = [f'    """{about}"""'] if about else []
    return "\n".join(
        [
            f"def {signature}:",
            *told,
            *(f"    {each}" for each in lines or ([] if about else ["pass"])),
        ]
    )
