"""Goes into every function's zip and runs before the service: `lab.probe.handler`.

Standard library only; botocore is hooked where the service brings it. The service's own
handler is named by RIPPLE_HANDLER and imported when Lambda initialises the function.
"""

from lab.probe.watching import from_environment

handler = from_environment()
