"""A repository's changes: what kind each was, whom it touched, and what that says of the system.

`recognise` tells the kind of a change from its difference alone; `record` keeps one change, and
`Past` counts all of them.
"""

from analysis.history.past import Past
from analysis.history.recognition.recognising import Recognised, recognise
from analysis.history.record import ChangeRecord, record

__all__ = ["ChangeRecord", "Past", "Recognised", "recognise", "record"]
