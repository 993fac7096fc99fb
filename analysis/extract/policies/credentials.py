"""APIs whose requests name the target: what their role permits says which one it can be."""

from analysis.extract.policies.actors import Roles
from analysis.extract.policies.roles import grants_by_role
from analysis.extract.policies.statements import Grant
from analysis.extract.policies.targets import Targets
from analysis.extract.reading import Reading
from analysis.source.document import as_block
from analysis.source.values import Reference


def draw_credentials(reading: Reading, targets: Targets) -> None:
    """Add, as inferred, the only resource that an API's role lets it do this to.

    Only for a relation of which the API has an unresolved end: where its integrations name their
    targets, its role adds nothing.
    """
    open_ends = {
        (edge.source, edge.relation)
        for edge in reading.edges
        if reading.kind_of(edge.target) == "unresolved" and reading.kind_of(edge.source) == "api"
    }
    if not open_ends:
        return
    roles = Roles(reading.system)
    by_role = grants_by_role(reading.system, roles)
    granted: dict[tuple[str, str], dict[str, Grant]] = {}
    for method in reading.system.of("AWS::ApiGateway::Method"):
        credentials = as_block(method.properties.get("Integration")).get("Credentials")
        grants = [each for role in roles.named(credentials) for each in by_role.get(role, ())]
        for api in reading.ends(Reference(method.id), "api", method.at, method.id):
            for grant in grants:
                if (api, grant.relation) in open_ends and not grant.denies:
                    ids = targets.of(grant.service, grant.resource).ids
                    granted.setdefault((api, grant.relation), {}).update(dict.fromkeys(ids, grant))
    for (api, relation), permitted in granted.items():
        if len(permitted) == 1:
            [(target, grant)] = permitted.items()
            reading.edge(api, target, relation, grant.at, certainty="inferred")
