"""Where variables of a service are looked up: itself, files beside it, what AWS keeps."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.refusals import Refused
from analysis.source.document import Block, Items
from analysis.source.paths import inside
from analysis.source.serverless.variables import Lookup, Variables
from analysis.source.values import NoValue, Unknown

_CODE = (".js", ".ts", ".mjs", ".cjs")
_DOCUMENTS = (".yml", ".yaml", ".json")
_TRUTHS = {"true": True, "1": True, "false": False, "0": False, "": False, "null": False}


def _self(variables: Variables, _argument: str, address: str) -> Any:
    found = variables.lookup(variables.service, _steps(address))
    if not isinstance(found, Unknown):
        return found
    default = _DEFAULTS.get(address, _name)
    return default(variables, address) or found


def _name(variables: Variables, address: str) -> str:
    """The name that a function has without one being given."""
    steps = address.split(".")
    if len(steps) == 3 and steps[0] == "functions" and steps[2] == "name":
        return f"{service_name(variables)}-{variables.stage}-{steps[1]}"
    return ""


def service_name(variables: Variables, _address: str = "") -> str:
    """The name of the service."""
    service = variables.service.get("service")
    path = ["service", "name"] if isinstance(service, dict) else ["service"]
    found = variables.lookup(variables.service, path)
    return found if isinstance(found, str) else "service"


def _opt(variables: Variables, _argument: str, address: str) -> Any:
    if address == "stage" and variables.stage:
        return variables.stage
    if address == "region" and variables.region not in ("", "${AWS::Region}"):
        return variables.region
    return Unknown(f"--{address} is given on the command line when it is deployed")


def _sls(variables: Variables, _argument: str, address: str) -> Any:
    if address == "stage":
        return variables.stage or "dev"
    return Unknown(f"{address} is worked out when it is deployed")


def _param(variables: Variables, _argument: str, address: str) -> Any:
    """A parameter: of the stage, else of all; a version 4 keeps them under its stages."""
    for path in (
        ["params", variables.stage, address],
        ["params", "default", address],
        ["stages", variables.stage, "params", address],
        ["stages", "default", "params", address],
    ):
        found = variables.lookup(variables.service, path)
        if not isinstance(found, Unknown):
            return found
    return Unknown(f"the parameter {address} is given when it is deployed")


def _env(_variables: Variables, _argument: str, address: str) -> Any:
    return NoValue(f"the environment variable {address} is read when it is deployed", address)


def _aws(variables: Variables, _argument: str, address: str) -> Any:
    if address == "region":
        return variables.region or "${AWS::Region}"
    if address == "accountId":
        return "${AWS::AccountId}"
    return Unknown(f"{address} is worked out when it is deployed")


def _ssm(_variables: Variables, _argument: str, address: str) -> Any:
    """As CloudFormation writes it, so that the stack which keeps the value is found."""
    name = address.partition("~")[0]
    return "{{resolve:ssm:" + name + "}}" if name else Unknown("it names no parameter")


def _cf(_variables: Variables, _argument: str, address: str) -> Any:
    stack, _, output = address.rpartition(".")
    content = {"StackName": stack, "OutputName": output}
    return Block({"Fn::GetStackOutput": Block(content)})


def _to_bool(_variables: Variables, argument: str, _address: str) -> Any:
    if argument.lower() in _TRUTHS:
        return _TRUTHS[argument.lower()]
    return Unknown(f"{argument!r} is neither true nor false")


def _file(variables: Variables, argument: str, address: str) -> Any:
    """What a file beside the service holds; one that is code is not run."""
    path = inside(variables.folder, argument, variables.root)
    if argument.lower().endswith(_CODE):
        return _refused(variables, argument, "it is code, which is not run")
    if path is None:
        return _refused(variables, argument, "it lies outside of the repository, so it is not read")
    if not path.exists():
        return Unknown(f"there is no file {argument}")
    try:
        opened = _opened(variables, path)
    except Refused as error:
        return _refused(variables, argument, str(error).rstrip("."))
    if isinstance(opened, Block | Items):
        return variables.lookup(opened, _steps(address))
    return opened


def _opened(variables: Variables, path: Path) -> Any:
    """What is in the file: a document, or its text where it is none."""
    if path.suffix not in _DOCUMENTS:
        return variables.files.text(path)
    variables.files.parts.add(path)
    return variables.files.document(path)


def _refused(variables: Variables, what: str, reason: str) -> Unknown:
    variables.say(what, reason)
    return Unknown(f"{what}: {reason}")


def _steps(address: str) -> list[str]:
    return address.split(".") if address else []


_DEFAULTS: Mapping[str, Any] = {
    "provider.stage": lambda variables, _: variables.stage,
    "provider.region": lambda variables, _: variables.region,
    "service.name": service_name,
}
SOURCES: dict[str, Lookup] = {
    "aws": _aws,
    "cf": _cf,
    "env": _env,
    "file": _file,
    "opt": _opt,
    "param": _param,
    "self": _self,
    "sls": _sls,
    "ssm": _ssm,
    "strToBool": _to_bool,
}
