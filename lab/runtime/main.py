"""Runs one handler for as long as Lambda has events for it; started by the bootstrap."""

import os
import sys

# Started by path, isolated: the function's own modules are found from here on, as on AWS.
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])

from lab.runtime.api import RuntimeApi
from lab.runtime.loop import run

if __name__ == "__main__":
    sys.exit(run(RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"]), os.environ["_HANDLER"]))
