"""One system: its files found, opened and parsed once, its values evaluated, handed to everybody.

`open_system` opens it. What lies beside the templates is opened when it is first asked for, and
stays as it was then: after an edit, open the system anew.
"""

from analysis.source.opening import Given, open_system, opened
from analysis.source.system import System

__all__ = ["Given", "System", "open_system", "opened"]
