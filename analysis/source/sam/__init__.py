"""The SAM translation: serverless resources as the CloudFormation ones that they become.

It makes what wires a system: functions, machines, APIs, queues, rules, mappings, subscriptions,
roles. It leaves out what joins nothing: Lambda permissions, deployments, domains, hashes in ids.
Held against aws-sam-translator by tests/analysis/sam.
"""

from collections.abc import Callable, Mapping
from functools import partial

from analysis.records import dataclass
from analysis.source.budget import Budget
from analysis.source.document import Block
from analysis.source.sam.apis import add_api, add_implicit_apis
from analysis.source.sam.connectors import add_connectors
from analysis.source.sam.drafts import SamDrafts, SamOwner
from analysis.source.sam.functions import add_function
from analysis.source.sam.graphql import add_graphql_api
from analysis.source.sam.machines import add_machine
from analysis.source.sam.merging import with_globals
from analysis.source.sam.names import renamed
from analysis.source.sam.sockets import add_socket_api
from analysis.source.sam.tables import add_plain, add_table
from analysis.source.values import as_text
from analysis.walking import grouped

__all__ = ["Expansion", "expand", "renamed"]

_PREFIX = "AWS::Serverless::"
_ORDER: tuple[tuple[str, Callable[[SamDrafts, SamOwner], None]], ...] = (
    ("Function", add_function),
    ("StateMachine", add_machine),
    ("Api", partial(add_api, http=False)),
    ("HttpApi", partial(add_api, http=True)),
    ("WebSocketApi", add_socket_api),
    ("GraphQLApi", add_graphql_api),
    ("SimpleTable", add_table),
    ("LayerVersion", add_plain),
    ("CapacityProvider", add_plain),
)


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a template becomes: its resources, and what names like ``Fn.Alias`` now mean (by id)."""

    resources: dict[str, Block]
    names: dict[str, str]
    bare: tuple[str, ...] = ()
    """Logical ids of what Globals were not merged into: there was too much of them."""


def expand(
    resources: Mapping[str, Block],
    globals_: Block,
    id_of: Callable[[str], str],
    budget: Budget | None = None,
) -> Expansion:
    """The resources of a template, evaluated, with the serverless ones expanded."""
    budget = budget or Budget()
    bare: list[str] = []
    drafts = SamDrafts(dict(resources), globals_, id_of)
    drafts.logical = {id_of(name): name for name in resources}
    by_type = grouped((as_text(entry.get("Type")), name) for name, entry in resources.items())
    for kind, add in _ORDER:
        for name in by_type.get(_PREFIX + kind, ()):
            entry = resources[name]
            with budget.part():
                fits = budget.take_made(globals_.get(kind))
            shared = globals_ if fits else Block()
            if not fits:
                bare.append(name)
            add(drafts, SamOwner(name, entry, with_globals(kind, entry, shared)))
    add_implicit_apis(drafts)
    add_connectors(drafts)
    made = drafts.resources
    if drafts.names:
        made = {name: renamed(entry, drafts.names) for name, entry in made.items()}
    return Expansion(made, drafts.names, tuple(bare))
