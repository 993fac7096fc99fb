"""State machines: states, transitions, integrations, and the fields that pass between them."""

from analysis.extract.machines.walk import read_definition
from analysis.extract.reading import Reading
from analysis.source.resource import Resource

__all__ = ["read_machine"]


def read_machine(resource: Resource, reading: Reading) -> None:
    """Add the states of an ``AWS::StepFunctions::StateMachine``, and what they do, to the graph.

    A state is the node ``Machine/State name``. Its attributes, those that are empty left out:
    ``type``, ``start``, ``query_language``, ``comment``, ``integration`` (its Resource),
    ``pattern`` (request-response, sync, waitForTaskToken), ``callback`` (it waits for a token; the
    machine has it too), ``sends_token``; and its fields, each path written as `paths` says:

    - ``reads``: of the input, of variables, of the context object;
    - ``request``: what the task is told (of a Lambda function, the fields of its event), or each
      branch or item; ``mapping`` says of what a field is a copy, ``computed`` from what it is made;
    - ``items``: what a Map goes through;
    - ``answer``: what is used of the task's answer, in this state;
    - ``output``, ``output_computed``: what the next state gets; ``assigned`` and
      ``assigned_computed``: the variables set;
    - ``caught`` and ``choices``: of each way out, ``next`` with its ``errors`` or ``condition``,
      and what it leaves, where that differs from the above.

    What cannot be read is an unresolved node, never an exception.
    """
    for definition, where in reading.system.definitions(resource):
        read_definition(reading, resource, definition, where)
