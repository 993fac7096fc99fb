"""User pools of Cognito: the functions that they call as users sign up and in, whoever says so."""

from collections.abc import Iterator
from typing import Any

from analysis.extract.reading import Reading
from analysis.extract.resources.passing import named_in, pass_on
from analysis.extract.resources.shapes import Found, entries, found, opened, references
from analysis.graph import Evidence
from analysis.source.resource import Resource

PRINCIPAL = "cognito-idp.amazonaws.com"
CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")
_TRIGGERS = frozenset((
    "createauthchallenge", "customemailsender", "custommessage", "customsmssender",
    "defineauthchallenge", "inboundfederation", "postauthentication", "postconfirmation",
    "preauthentication", "presignup", "pretokengeneration", "pretokengenerationconfig",
    "usermigration", "verifyauthchallengeresponse",
))  # fmt: skip
_POOLS = frozenset(("userpool", "userpoolarn", "userpoolid", "userpoolname"))
_CALLS = ("Create", "Update")  # of CDK's custom resource: a call of an API, as JSON


def read_user_pool(resource: Resource, reading: Reading) -> None:
    """The functions that a user pool calls as users sign up and in."""
    _call(resource, resource.id, reading)


def read_triggers(resource: Resource, reading: Reading) -> None:
    """The functions that the Serverless Framework's custom resource has a user pool call."""
    for pool in named_in(reading, resource, "UserPoolName", "user pool"):
        _call(resource, pool, reading)


def _call(resource: Resource, pool: str, reading: Reading) -> None:
    for key, value, where in entries(resource.properties, "LambdaConfig"):
        functions = found(value, "LambdaArn") if isinstance(value, dict) else [(value, where)]
        if key != "KMSKeyID":
            pass_on(reading, pool, functions, "function")


def read_pool_permission(resource: Resource, reading: Reading) -> None:
    """A pool that may call a function: often it is told to by what no template has."""
    pools = found(resource.properties, "SourceArn")
    _infer(reading, resource, pools, found(resource.properties, "FunctionName"))


def read_custom(resource: Resource, reading: Reading) -> None:
    """A custom resource that is given a pool, and functions under the names of its triggers.

    So are told of each other those that name each other.
    """
    given = [(resource.properties, resource.at)]
    for call in _CALLS:
        given += [(opened(*each), each[1]) for each in found(resource.properties, call)]
    leaves = [leaf for value, where in given for leaf in _leaves(value, where)]
    functions = [
        (value, where) for path, value, where in leaves if _is_triggered(path) and references(value)
    ]
    if functions:
        pools = [(value, where) for path, value, where in leaves if {*path[-1:]} & _POOLS]
        _infer(reading, resource, pools, functions)


def _is_triggered(path: tuple[str, ...]) -> bool:
    last = path[-1] if path else ""
    below = bool({"lambdaconfig", *_TRIGGERS}.intersection(path))
    return last in _TRIGGERS or (last in ("lambdaarn", "functionarn") and below)


def _leaves(
    value: Any, where: Evidence, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Evidence]]:
    """Every value that is no mapping, with the keys that lead to it in small letters."""
    if not isinstance(value, dict):
        yield path, value, where
        return
    for key in value:
        for inner, there in found(value, key):
            yield from _leaves(inner, there, (*path, str(key).lower()))


def _infer(
    reading: Reading, resource: Resource, pools: list[Found], functions: list[Found]
) -> None:
    for named, there in pools:
        if not (isinstance(named, str) and named.endswith("*")):  # any pool's
            for pool in reading.ends(named, "user pool", there, resource.id):
                for value, where in functions:
                    for function in reading.ends(value, "function", where, resource.id):
                        reading.edge(pool, function, "triggers", where, certainty="inferred")


READERS = {
    "AWS::Cognito::UserPool": read_user_pool,
    "Custom::CognitoUserPool": read_triggers,
}
