"""All steps of a system, whoever decides that they run."""

from collections import Counter
from dataclasses import replace

from analysis.dependency.model import Dependencies
from analysis.prediction.process.choreographed import Choreography
from analysis.prediction.process.model import Process, Step
from analysis.prediction.process.orchestrated import Workflows, spoken


def process(system: Dependencies) -> Process:
    """The system's steps, those of state machines and those of services that hear events."""
    choreography, workflows = Choreography(system), Workflows(system)
    steps = [*choreography.steps(), *workflows.steps()]
    links = tuple(dict.fromkeys([*choreography.links(), *workflows.links()]))
    by_name = choreography.leading.by_name | choreography.refusing.by_name
    return Process({step.id: step for step in _named_by_doers(steps)}, links, by_name)


def _named_by_doers(steps: list[Step]) -> list[Step]:
    """A component that does one step forward only is a name of that step too."""
    does = Counter(doer for step in steps if not step.back for doer in step.doers)
    return [
        step
        if step.decider
        else replace(
            step,
            aliases=step.aliases
            + tuple(
                alias
                for doer in step.doers
                if does[doer] == 1 and not step.back
                for alias in spoken(doer)
            ),
        )
        for step in steps
    ]
