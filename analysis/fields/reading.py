"""The fields that a followed handler read, and which of them in whole."""

from analysis.code.evaluator import Evaluator
from analysis.fields.drafts import Drafts, Path
from analysis.fields.saying import shown
from analysis.graph import Evidence


def paths_read(
    contract: str, evaluator: Evaluator, drafts: Drafts
) -> tuple[dict[Path, tuple[Evidence, ...]], set[Path]]:
    """The fields that were read, and which of them in whole.

    A field of which only fields were read is not one of them.
    """
    places = {**evaluator.fetched, **evaluator.touched}
    found: dict[Path, tuple[Evidence, ...]] = {}
    whole: set[Path] = set()
    for (of, path), place in evaluator.used.items():
        if of == contract:
            start = path[: path.index("*")] if "*" in path else path
            found[start] = shown(places.get((of, start), place))
            whole.add(start)
    for (of, path), place in evaluator.touched.items():
        if of == contract and "*" not in path:
            found.setdefault(path, shown(place))
    for (part, name), place in evaluator.asked.items():
        if part.contract == contract:
            inner = any(path[: len(part.path)] == part.path and path != part.path for path in found)
            if inner or not part.path or any(drafts.below(contract, part.path)):
                found.setdefault((*part.path, name), shown(place))
            else:
                found.setdefault(part.path, shown(place))
                whole.add(part.path)
    above = {path[:count] for path in found for count in range(len(path))}
    return {path: at for path, at in found.items() if path in whole or path not in above}, whole
