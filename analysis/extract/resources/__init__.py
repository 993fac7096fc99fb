"""What resources do with one another: a reader for each type of CloudFormation's that says it.

A module here that has `READERS`, by type, is found by being here.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping

from analysis.extract.reading import Reading
from analysis.source.resource import Resource

Reader = Callable[[Resource, Reading], None]

READERS: Mapping[str, Reader] = {
    resource_type: reader
    for module in pkgutil.iter_modules(__path__, f"{__name__}.")
    for resource_type, reader in getattr(
        importlib.import_module(module.name), "READERS", {}
    ).items()
}
"""CloudFormation type to the reader that adds its edges; types without one add none."""
