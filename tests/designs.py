"""The checkout's own two designs, for tests that are about one of them."""

from lab.designs import design_named

CHOREOGRAPHY = design_named("choreography")
ORCHESTRATION = design_named("orchestration")
