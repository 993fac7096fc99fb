"""A system's other designs: as events, as a workflow, as a mix; each a system like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.dependency.model import Dependencies
from analysis.prediction.lookup import World
from analysis.prediction.names import find
from analysis.redesign.business import Business
from analysis.redesign.lifting import lift
from analysis.redesign.lowering import Derived, lower
from analysis.walking import grouped

AS_IS, EVENTS, WORKFLOW, HYBRID = "as you are", "as events", "as a workflow", "the hybrid"


@dataclass(frozen=True)
class Other:
    """A design that was derived, of which steps are asked for in it, and what it rests on."""

    name: str
    derived: Derived
    asked: tuple[str, ...]
    guesses: tuple[str, ...]

    @property
    def system(self) -> Dependencies:
        """The design as a system like any other."""
        return self.derived.system

    @property
    def mixed(self) -> bool:
        """Whether some steps are asked for, and others done on events."""
        return self.name == HYBRID


@dataclass(frozen=True)
class Redesigning:
    """What a system would be, coordinated in another way.

    Without ``carry`` whoever needs a value takes it where it is first said, and remembers; with it
    events carry it along.
    """

    system: Dependencies
    carry: bool = False

    @cached_property
    def world(self) -> World:
        """The system with its steps worked out."""
        return World(self.system)

    @cached_property
    def business(self) -> Business:
        """What it does, without who asks for it.

        Raises:
            NothingToRedesign: that would be a guess.
        """
        return lift(self.world)

    @property
    def asked(self) -> tuple[str, ...]:
        """The steps that a machine asks for today."""
        return tuple(task.id for task in self.business.tasks.values() if task.decider)

    @property
    def kind(self) -> str:
        """What it is today: as events, as a workflow, or the hybrid."""
        asked = len(self.asked)
        if not asked:
            return EVENTS
        return WORKFLOW if asked == len(self.business.tasks) else HYBRID

    def opposite(self) -> Other:
        """The design that it is not: as events if most steps are asked for, else as a workflow."""
        return self.design(EVENTS if 2 * len(self.asked) >= len(self.business.tasks) else WORKFLOW)

    def design(self, name: str, steps: Sequence[str] = ()) -> Other:
        """One of its designs by name; of a hybrid, with the steps or services that are asked.

        Raises:
            UnknownName: there is no such step or service, or there are several.
        """
        known = {EVENTS: (), WORKFLOW: tuple(self.business.tasks)}
        meant = dict.fromkeys(each for step in steps for each in self._meant(step))
        asked = known.get(name, tuple(meant))
        title = f"{self.system.title}{',' * (name == HYBRID)} {name}"
        return self._known.setdefault(
            (name, asked),
            Other(
                name,
                lower(self.business, asked, carry=self.carry, title=title),
                asked,
                self.business.guesses,
            ),
        )

    def mix(self, steps: Sequence[str]) -> Other:
        """The design in which these steps, or all of these services, are asked for.

        Raises:
            UnknownName: there is no such step or service, or there are several.
        """
        asked = {each for step in steps for each in self._meant(step)}
        whole = WORKFLOW if asked == self.business.tasks.keys() else HYBRID
        return self.design(whole if asked else EVENTS, steps)

    @cached_property
    def _known(self) -> dict[tuple[str, tuple[str, ...]], Other]:
        return {}

    def designs(self, steps: Sequence[str] = ()) -> tuple[Other, ...]:
        """The designs that it is not today, and the hybrid of these steps.

        Without steps the hybrid is by bounded context: a service that does several steps in a row
        asks for these itself, and services tell one another by events; unless it is so today.
        """
        found = [self.design(each) for each in (EVENTS, WORKFLOW) if each != self.kind]
        within = self.within_services()
        asked = tuple(steps) or (within if {*within} != {*self.asked} else ())
        return (*found, self.design(HYBRID, asked)) if asked else tuple(found)

    def within_services(self) -> tuple[str, ...]:
        """The steps that come before or after another one of the same service; not all of them."""
        tasks = self.business.tasks
        pairs = [
            (each.before, each.after)
            for each in self.business.follows
            if tasks[each.before].service == tasks[each.after].service != ""
        ]
        near = {end for pair in pairs for end in pair}
        return tuple(each for each in tasks if each in near) if len(near) < len(tasks) else ()

    def _meant(self, wanted: str) -> tuple[str, ...]:
        """The steps of a service, or the one of that name."""
        tasks = self.business.tasks
        by_service = grouped((task.service, task.id) for task in tasks.values() if task.service)
        if wanted in by_service:
            return tuple(by_service[wanted])
        if wanted in tasks:
            return (wanted,)
        known = {each: (task.name, *self._aliases(each)) for each, task in tasks.items()}
        return (find(wanted, known, "step", self.system.title),)

    def _aliases(self, task: str) -> tuple[str, ...]:
        step = self.world.process.steps[task]
        return (step.name, *step.aliases)
