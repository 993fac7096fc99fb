"""What lies outside every template and has no ARN: mailboxes, telephones, endpoints of apps."""

from analysis.extract.reading import Reading
from analysis.extract.resources.shapes import Found
from analysis.source.values import Unknown, shown


def subscriber(reading: Reading, to: Found, protocol: str, owner: str) -> tuple[str, ...]:
    """The node of a subscriber outside; of HTTP, that of its host."""
    value, where = to
    if protocol.startswith("http"):
        return reading.ends(value, "api", where, owner)
    if isinstance(value, Unknown):
        return reading.ends(value, "resource", where, owner)
    return (reading.outside("resource", shown(value) or protocol, where),)
