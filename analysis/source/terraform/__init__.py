"""Terraform's files as stacks with CloudFormation's resources, so that every reader reads them.

A folder of `.tf` files is a root module; modules that it calls by a local path are stacks beside
it. Nothing is initialised, fetched or run. What reads them is imported when Terraform is met.
"""

from pathlib import Path

from analysis.refusals import Refused
from analysis.source.files import Files

CALLED_BY_NONE = "it is an example, or a module that no root module calls: name it to read it"
AS_ANOTHER = "it declares the same as another environment: name it to read it"


def is_terraform(path: Path, files: Files) -> bool:
    """Whether a file is Terraform's: by its name, or a plan or state that it shows as JSON."""
    if path.name.endswith((".tf", ".tf.json")):
        return True
    if path.suffix != ".json" and str(path) != "-":
        return False
    try:
        document = files.mapping(path)
    except Refused:
        return False
    return "format_version" in document and bool({"values", "planned_values"} & document.keys())
