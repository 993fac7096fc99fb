"""The prediction: a change, worked through by its operator."""

from collections.abc import Callable, Mapping
from functools import partial

from analysis.dependency.model import Dependencies
from analysis.prediction.carrying import new_field
from analysis.prediction.changes import Change, change
from analysis.prediction.consumers import add_consumer
from analysis.prediction.drafting import Draft
from analysis.prediction.fields import change_field
from analysis.prediction.impact import Impact
from analysis.prediction.inserting import insert_step
from analysis.prediction.lookup import World
from analysis.prediction.ordering import parallel_steps, remove_step, swap_steps
from analysis.prediction.policies import change_policy, expire_step, wait_for_person

WORK: Mapping[str, Callable[[World, Draft], Impact]] = {
    "add-consumer": add_consumer,
    "insert-step": insert_step,
    "swap-steps": swap_steps,
    "remove-step": remove_step,
    "parallel-steps": parallel_steps,
    "rename-field": change_field,
    "remove-field": change_field,
    "retype-field": change_field,
    "new-field": new_field,
    "add-compensated-step": partial(insert_step, compensated=True),
    "wait-for-person": wait_for_person,
    "expire-step": expire_step,
    "change-timeout": change_policy,
    "change-retry": change_policy,
}


def predict(dependencies: Dependencies, wanted: Change | str) -> Impact:
    """Who must change and who need not, by RIPPLE.md section 4.

    ``wanted`` is a change, or its text as the command line takes it.

    Raises:
        BadChange: the text is no change.
        UnknownName: it names what the system has not, or has several of.
        CannotApply: the operator finds nothing there to be applied to.
    """
    return predict_in(World(dependencies), wanted)


def predict_in(world: World, wanted: Change | str) -> Impact:
    """The same, in a system whose steps are worked out once for many changes."""
    asked = change(wanted) if isinstance(wanted, str) else wanted
    return WORK[asked.operator](world, Draft(world.system, asked))
