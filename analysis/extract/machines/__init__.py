"""State machines: states, transitions, integrations, and the fields that pass between them."""

from analysis.extract.machines.definition import definitions
from analysis.extract.machines.walk import read_definition
from analysis.extract.reading import Reading
from analysis.extract.system import Resource

__all__ = ["read_machine"]


def read_machine(resource: Resource, reading: Reading) -> None:
    """Add the states of an ``AWS::StepFunctions::StateMachine``, and what they do, to the graph.

    A state is the node ``Machine/State name``. Its attributes: ``type``, ``start``,
    ``query_language``, ``integration``, ``pattern`` (request-response, sync, waitForTaskToken),
    ``callback``, ``comment``, ``choices``, ``caught``, and its fields, each path written as
    `paths` says: ``reads``; ``request`` (what the task is told: of a Lambda function the fields of
    its event), ``mapping`` and ``computed`` (where each comes from); ``answer`` (what is used of
    the answer, here); ``output`` and ``output_computed`` (what the next state gets); ``assigned``
    and ``assigned_computed`` (variables). What cannot be read is an unresolved node, never an
    exception.
    """
    for definition, where in definitions(resource, reading):
        read_definition(reading, resource, definition, where)
