"""Names in the settings that nothing of a system has."""

import fnmatch

from analysis.source.system import System


def refuse_strange_names(system: System) -> None:
    """Refuse a name of a template, a part or a service that is none, with the nearest there is.

    Raises:
        BadTemplate: there is such a name; the text has its line.
    """
    said = system.settings
    templates = {said.relative(each) for each in system.found.templates}
    parameters = {each for stack in system.stacks for each in stack.section("Parameters")}
    for name in said.names:
        if name not in templates:
            raise said.refuse(name, "template", templates)
    for name in (*said.parameters, *said.bindings):
        if name.rpartition(".")[2] not in parameters and not name.startswith("AWS::"):
            raise said.refuse(name, "parameter", parameters)
    for patterns in said.services.values():
        for pattern in patterns:
            if not any(fnmatch.fnmatchcase(each, pattern) for each in system.resources):
                raise said.refuse(pattern, "part that fits", system.resources)
    services = {system.owner_of(each)[0] for each in system.resources.values()} - {""}
    for service in said.team_of:
        if service not in services:
            raise said.refuse(service, "service", services)
