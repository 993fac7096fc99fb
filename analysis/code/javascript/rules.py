"""JavaScript's rules, together: how its code is followed."""

from analysis.code.calling import call
from analysis.code.evaluator import Rules
from analysis.code.javascript.evaluating import OWN
from analysis.code.javascript.importing import export_all, exported, follow_import, offered
from analysis.code.javascript.libraries import CALLBACK, answer
from analysis.code.javascript.members import put
from analysis.code.javascript.methods import method
from analysis.code.javascript.modules import body_of
from analysis.code.javascript.nodes import ExportAll, Import
from analysis.code.python.expressions import EXPRESSIONS, evaluate
from analysis.code.python.statements import STATEMENTS, execute
from analysis.code.values import External, Opaque

JAVASCRIPT = Rules(
    evaluate=evaluate,
    execute=execute,
    call=call,
    answer=answer,
    method=method,
    put=put,
    body=body_of,
    exported=exported,
    offered=offered,
    expressions={**EXPRESSIONS, **OWN},
    statements={**STATEMENTS, Import: follow_import, ExportAll: export_all},
    empty_holds=True,
    given=(Opaque(), External(CALLBACK)),
)
