"""The slice of the `stepfunctions` SDK that is used, imported without its side effects.

Its import warns about `pkg_resources` and silences every logger of the process.
"""

import logging
import warnings

_level = logging.getLogger().level
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from stepfunctions.steps import Catch, Chain, Graph, Retry, Succeed, Task
logging.getLogger().setLevel(_level)

__all__ = ["Catch", "Chain", "Graph", "Retry", "Succeed", "Task"]
