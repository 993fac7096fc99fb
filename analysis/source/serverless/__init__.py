"""Services of the Serverless Framework, as the CloudFormation templates that they become.

A service is read the way the Framework packages it: variables are resolved as far as files
allow, functions and events become `AWS::*` resources with the Framework's logical ids, and what
the service writes as resources is laid over them. Nothing is run. As in the SAM translation,
what joins nothing (permissions, log groups, deployments, versions) is left out.
"""

from pathlib import Path

from analysis.source.document import Block

UNRUN = (
    "it is code, which is not run; run `serverless package` and read what it leaves in .serverless"
)


def is_code(path: Path) -> bool:
    """Whether a service is written there in a language that would have to be run."""
    return path.stem == "serverless" and path.suffix in (".ts", ".js", ".mjs", ".cjs")


def cloud_of(document: Block) -> str:
    """The cloud of a document that is a service of the Serverless Framework, else ""."""
    if not {"service", "provider"} <= document.keys() or "Resources" in document:
        return ""
    provider = document["provider"]
    name = provider.get("name") if isinstance(provider, Block) else provider
    return name if isinstance(name, str) and "${" not in name else "aws"


def is_service(document: Block) -> bool:
    """Whether the document is a service of the Serverless Framework on AWS."""
    return cloud_of(document) == "aws"
