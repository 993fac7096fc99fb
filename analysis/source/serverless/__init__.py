"""Services of the Serverless Framework, as the CloudFormation templates that they become.

A service is read the way the Framework packages it: variables are resolved as far as files
allow, functions and events become `AWS::*` resources with the Framework's logical ids, and what
the service writes as resources is laid over them. Nothing is run. As in the SAM translation,
what joins nothing (permissions, log groups, deployments, versions) is left out.
"""

from pathlib import Path

from analysis.source.serverless.compiling import Compiled, cloud_of, compiled, is_service

__all__ = ["UNRUN", "Compiled", "cloud_of", "compiled", "is_code", "is_service"]

UNRUN = (
    "it is code, which is not run; run `serverless package` and read what it leaves in .serverless"
)


def is_code(path: Path) -> bool:
    """Whether a service is written there in a language that would have to be run."""
    return path.stem == "serverless" and path.suffix in (".ts", ".js", ".mjs", ".cjs")
