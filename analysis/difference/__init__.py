"""What an edit did to a system, by comparing two readings of it: nothing is declared.

`versions` reads both sides of the edit (`version` one alone), `difference` compares two: whom the
edit touched, what changed by kind, on which layers. `owners` says whose every resource of a
template is. Pictures are in `analysis.difference.picture`.
"""

from analysis.difference.comparing import difference, versions
from analysis.difference.result import Difference
from analysis.difference.version import Version, owners, version

__all__ = ["Difference", "Version", "difference", "owners", "version", "versions"]
