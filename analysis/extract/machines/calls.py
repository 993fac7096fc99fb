"""Calls that need more than a table: of tables and buckets, later ones, and those not listed."""

import re
from collections.abc import Iterator
from typing import Any

from analysis.extract.machines.documents import Leaf, leaves
from analysis.extract.machines.services import Integration
from analysis.extract.machines.state import State
from analysis.extract.machines.targets import Parameter, ends, parameters, target
from analysis.extract.reading import Reading
from analysis.extract.resources.calls import answer_token, outside_action
from analysis.extract.resources.shapes import references
from analysis.graph import Evidence
from analysis.graph.kinds import with_trait
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.values import Joined, Reference, alternatives, shown

_STATEMENT = re.compile(
    r"\s*(?:(?P<reads>select)\b.{0,2000}?\bfrom|insert\s+into|update|delete\s+from)\s+"
    r"(?P<name>\"[^\"]{1,300}\"|[\w.${}:-]{1,300})",
    re.IGNORECASE | re.DOTALL,
)
_MOST = 100  # items that are looked at; DynamoDB takes no more in one call
_BY_TABLE = ("batchGetItem", "batchWriteItem")
_TRANSACTIONS = {"Get": "reads", "ConditionCheck": "reads"}
_DATABASE = ("ResourceArn", "resourceArn", "ClusterIdentifier", "WorkgroupName")
_NAMESPACES = {"sfn": "stepfunctions", "eventbridge": "events", "lambda": "lambda"}
_NOT_ACTED_ON = (*with_trait("answers"), *with_trait("passes on"))
_CARRYING = with_trait("holds")
_WRITTEN = re.compile(r"output|destination|result|target|log", re.IGNORECASE)


def draw_database(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """DynamoDB: single items, batches, transactions, PartiQL."""
    relation = "reads" if found.reading else "writes"
    block = parameters(state)
    named: list[tuple[Parameter, str]] = []
    if found.action in _BY_TABLE:
        named = [(each, relation) for each in _tables(state, block)]
    elif found.action.startswith("transact"):
        named = list(_transaction(state, block))
    elif found.action in ("executeStatement", "batchExecuteStatement", "executeTransaction"):
        named = list(_statements(state, block))
    elif one := target(state, block, ("TableName",)):
        named = [(one, relation)]
    if not named:
        draw_unlisted(reading, state, found, where)
    for each, what in named[:_MOST]:
        _draw(reading, state, each, "table", what)


def draw_objects(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """S3: objects got, listed, put, copied and deleted."""
    block = parameters(state)
    named = target(state, block, ("Bucket",))
    if named is None:
        draw_unlisted(reading, state, found, where)
        return
    _draw(reading, state, named, "bucket", "reads" if found.reading else "writes")
    origin = target(state, block, ("CopySource",))
    if origin:
        _draw(reading, state, origin, "bucket", "reads")


def draw_statement(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """The data APIs of RDS and Redshift: the cluster is read or written, as the SQL says."""
    block = parameters(state)
    named = target(state, block, _DATABASE)
    if named is None or not found.action.lower().endswith("executestatement"):
        draw_unlisted(reading, state, found, where)
        return
    sql = shown(block.get("Sql", block.get("sql"))).lstrip().lower()
    _draw(reading, state, named, "table", "reads" if sql.startswith("select") else "writes")


def draw_dataset(reading: Reading, state: State, key: str) -> None:
    """A distributed Map's ItemReader reads a bucket, its ResultWriter writes one."""
    if state.type != "Map" or key not in state.block:
        return
    block = as_block(state.block[key])
    given = as_block(block.get("Arguments" if state.language.jsonata else "Parameters"))
    named = target(state, given, ("Bucket",))
    if named:
        _draw(reading, state, named, "bucket", "reads" if key == "ItemReader" else "writes")


def _draw(reading: Reading, state: State, named: Parameter, kind: str, relation: str) -> None:
    for end in ends(reading, state, named, kind):
        reading.edge(state.id, end, relation, named.at)


def _tables(state: State, block: Block) -> Iterator[Parameter]:
    """Batches name tables by the keys of RequestItems."""
    request = target(state, block, ("RequestItems",))
    if request and request.reason:
        yield request
    items = as_block(block.get("RequestItems"))
    for key in items:
        name = str(key).removesuffix(".$")
        placed = target(state, Block({"RequestItems": _named(name)}), ("RequestItems",))
        if placed:
            yield Parameter("RequestItems", placed.value, at(items, key), placed.reason)


def _named(key: str) -> Any:
    """A reference that became the text of a key, as the reference that it was."""
    found = re.fullmatch(r"\$\{([\w:]+)(?:\.(\w+))?\}", key)
    return Reference(found[1], found[2] or "") if found else key


def _transaction(state: State, block: Block) -> Iterator[tuple[Parameter, str]]:
    for item in as_items(block.get("TransactItems")):
        for kind, each in as_block(item).items():
            named = target(state, as_block(each), ("TableName",))
            if named:
                yield named, _TRANSACTIONS.get(str(kind), "writes")


def _statements(state: State, block: Block) -> Iterator[tuple[Parameter, str]]:
    listed = as_items(block.get("Statements", block.get("TransactStatements")))
    for each in [block, *map(as_block, listed)]:
        named = target(state, each, ("Statement",))
        if named is None:
            continue
        if named.reason:
            yield named, "writes"
        elif found := _STATEMENT.match(shown(named.value)):
            value: Any = found["name"].strip('"')
            if isinstance(named.value, Joined) and named.value.references:
                value = named.value
            yield Parameter("Statement", value, named.at), "reads" if found["reads"] else "writes"


def draw_unlisted(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """`invokes` the service's resource that is named, else ``ext:service/action``.

    A bucket of the template that the service is pointed to is read or written in its name, which
    is inferred from the parameter's name.
    """
    named = False
    for leaf, reference in _references(state):
        resource = reading.system.get(reference.resource)
        kind = reading.kind_of(reference.resource)
        if resource is None:
            continue
        if _same_service(resource.type, found.service) and kind not in _NOT_ACTED_ON:
            named = True
            relation = "invokes"
            if kind in ("table", "bucket"):
                relation = "reads" if found.reading else "writes"
            for end in reading.ends(reference, kind, leaf.at, state.id):
                reading.edge(state.id, end, relation, leaf.at)
        elif kind == "bucket":
            relation = "writes" if _WRITTEN.search(leaf.name) else "reads"
            reading.edge(state.id, reference.resource, relation, leaf.at, certainty="inferred")
    if not named:
        node = outside_action(reading, found.service, found.action, where)
        reading.edge(state.id, node, "invokes", where)


def draw_schedule(reading: Reading, state: State, _found: Integration, where: Evidence) -> None:
    """A schedule made at run time, which will trigger its target."""
    block = parameters(state)
    schedule = f"{state.id}/schedule"
    name = shown(block.get("Name")) or "a schedule made at run time"
    reading.node(schedule, "schedule", name=name, outside=True, evidence=(where,))
    reading.edge(state.id, schedule, "invokes", where)
    named = target(state, as_block(block.get("Target")), ("Arn",))
    named = named or Parameter("Target", None, where, "its target is chosen at run time")
    for end in ends(reading, state, named, "function"):
        relation = "delivers" if reading.kind_of(end) in _CARRYING else "triggers"
        reading.edge(schedule, end, relation, named.at)


def draw_token(reading: Reading, state: State, _found: Integration, where: Evidence) -> None:
    """A token sent back."""
    named = next((key for key in parameters(state) if str(key).startswith("TaskToken")), None)
    place = at(parameters(state), named) if named else where
    answer_token(reading, state.id, "state", place, where)


def _references(state: State) -> Iterator[tuple[Leaf, Reference]]:
    for leaf in leaves(state.parameters, state.language.jsonata, state.language.budget):
        for value in alternatives(leaf.value):
            yield from ((leaf, each) for each in references(value))


def _same_service(resource_type: str, service: str) -> bool:
    parts = resource_type.split("::")
    if len(parts) < 3:
        return False
    mine, theirs = _NAMESPACES.get(service, service), parts[1].lower()
    return mine.startswith(theirs) or theirs.startswith(mine)
