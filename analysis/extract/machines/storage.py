"""Tables and buckets: what a task reads and what it writes."""

import re
from collections.abc import Iterator
from typing import Any

from analysis.extract.machines.services import Integration
from analysis.extract.machines.state import State
from analysis.extract.machines.targets import Target, ends, parameters, target
from analysis.extract.machines.unlisted import draw_unlisted
from analysis.extract.reading import Reading
from analysis.graph import Evidence
from analysis.source.document import Block, as_block, as_items, at
from analysis.source.values import Joined, Reference, shown

_STATEMENT = re.compile(
    r"\s*(?:(?P<reads>select)\b.{0,2000}?\bfrom|insert\s+into|update|delete\s+from)\s+"
    r"(?P<name>\"[^\"]{1,300}\"|[\w.${}:-]{1,300})",
    re.IGNORECASE | re.DOTALL,
)
_MOST = 100  # items that are looked at; DynamoDB takes no more in one call
_BY_TABLE = ("batchGetItem", "batchWriteItem")
_TRANSACTIONS = {"Get": "reads", "ConditionCheck": "reads"}
_DATABASE = ("ResourceArn", "resourceArn", "ClusterIdentifier", "WorkgroupName")


def draw_database(reading: Reading, state: State, found: Integration, where: Evidence) -> None:
    """DynamoDB: single items, batches, transactions, PartiQL."""
    relation = "reads" if found.reading else "writes"
    block = parameters(state)
    named: list[tuple[Target, str]] = []
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


def _draw(reading: Reading, state: State, named: Target, kind: str, relation: str) -> None:
    for end in ends(reading, state, named, kind):
        reading.edge(state.id, end, relation, named.at)


def _tables(state: State, block: Block) -> Iterator[Target]:
    """Batches name tables by the keys of RequestItems."""
    request = target(state, block, ("RequestItems",))
    if request and request.reason:
        yield request
    items = as_block(block.get("RequestItems"))
    for key in items:
        name = str(key).removesuffix(".$")
        placed = target(state, Block({"RequestItems": _named(name)}), ("RequestItems",))
        if placed:
            yield Target("RequestItems", placed.value, at(items, key), placed.reason)


def _named(key: str) -> Any:
    """A reference that became the text of a key, as the reference that it was."""
    found = re.fullmatch(r"\$\{([\w:]+)(?:\.(\w+))?\}", key)
    return Reference(found[1], found[2] or "") if found else key


def _transaction(state: State, block: Block) -> Iterator[tuple[Target, str]]:
    for item in as_items(block.get("TransactItems")):
        for kind, each in as_block(item).items():
            named = target(state, as_block(each), ("TableName",))
            if named:
                yield named, _TRANSACTIONS.get(str(kind), "writes")


def _statements(state: State, block: Block) -> Iterator[tuple[Target, str]]:
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
            yield Target("Statement", value, named.at), "reads" if found["reads"] else "writes"
