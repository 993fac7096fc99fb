"""Old sins, kept in a file: each with a reason, and who signed it."""

from collections.abc import Iterable
from pathlib import Path

from analysis.plain_text import toml_text
from analysis.records import dataclass
from analysis.refusals import Refused
from analysis.regular_files import read_toml

NAME = "ripple-baseline.toml"


class BadBaseline(Refused):
    """The file of accepted breaches cannot be used; the text names it and the remedy."""


@dataclass(frozen=True)
class Accepted:
    """A breach that stands: of which rule, its key, why, and who says so."""

    rule: str
    what: str
    reason: str
    signed: str


def read_baseline(path: Path) -> tuple[Accepted, ...]:
    """What a file accepts; nothing where there is none. Raises BadBaseline."""
    if not path.exists():
        return ()
    document = read_toml(path, BadBaseline)
    listed = document.get("accepted", [])
    if not isinstance(listed, list) or set(document) - {"accepted"}:
        raise BadBaseline(f"{path}: write what is accepted as [[accepted]], and nothing else.")
    return tuple(_one(each, path) for each in listed)


def _one(each: object, path: Path) -> Accepted:
    if not isinstance(each, dict):
        raise BadBaseline(f"{path}: an entry of accepted is no table; write [[accepted]].")
    values = [each.get(key) for key in ("rule", "what", "reason", "signed")]
    texts = [value.strip() if isinstance(value, str) else "" for value in values]
    if not all(texts) or len(each) != len(values):
        what = texts[1] or texts[0] or "an entry"
        raise BadBaseline(
            f"{path}: {what}: give it a rule, what, a reason, and who signed it, each as text."
        )
    return Accepted(*texts)


def written(accepted: Iterable[Accepted]) -> str:
    """The file that accepts these."""
    lines = ["# What ripple check found and people accepted: each with its reason.", ""]
    for each in accepted:
        lines.append("[[accepted]]")
        lines += [
            f"{key} = {toml_text(getattr(each, key))}"
            for key in ("rule", "what", "reason", "signed")
        ]
        lines.append("")
    return "\n".join(lines)
