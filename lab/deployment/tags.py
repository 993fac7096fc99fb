"""How the lab marks what it made, so that it deletes nothing else."""

TAG = "ripple-lab"


def tags(stack: str) -> dict[str, str]:
    """The tags of everything that belongs to a stack."""
    return {TAG: stack}
