"""Verdicts as text, as plain values, and as the forms that others read: SARIF and JUnit."""

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from analysis.check.judging import BROKEN, KEPT, UNKNOWN, Judged, Verdicts
from analysis.check.rules import Breach
from analysis.plain_text import plain
from analysis.wording import counted

FORMAT = "ripple-check/1"
_SIGNS = {KEPT: "kept   ", BROKEN: "BROKEN ", UNKNOWN: "unknown"}
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def told(found: Verdicts) -> str:
    """It as text: a rule a line, and what breaks it."""
    since = f", against {found.base}" if found.base else ""
    numbers = [f"{found.counted(each)} {each}" for each in (KEPT, BROKEN, UNKNOWN)]
    lines = [
        f"{found.title}: {counted(len(found.judged), 'rule')}{since}: {', '.join(numbers)}",
        "",
    ]
    for each in found.judged:
        lines.append(f"  {_SIGNS[each.verdict]}  {each.name}: {each.says}")
        lines += [f"             {line}" for line in _details(each)]
    for old in found.stale:
        lines.append(f"  accepted and gone: {old.rule}: {old.what}; take it out of the baseline.")
    return plain("\n".join(lines)) + "\n"


def _details(each: Judged) -> Iterator[str]:
    if each.why:
        yield f"{each.why}, so it is not known."
    for breach in each.breaches:
        yield f"{breach.says}{_at(breach)}"
    for breach, accepted in each.accepted:
        yield f"accepted by {accepted.signed}: {breach.says} ({accepted.reason})"
    if each.old:
        yield f"{len(each.old)} more that {'was' if len(each.old) == 1 else 'were'} there before"


def _at(breach: Breach) -> str:
    return f" ({breach.at.file}:{breach.at.line})" if breach.at else ""


def to_wire(found: Verdicts) -> dict[str, Any]:
    """It as plain JSON values."""
    return {
        "format": FORMAT,
        "title": found.title,
        "base": found.base,
        "code": found.code,
        "rules": [
            {
                "name": each.name,
                "rule": each.rule.name,
                "says": each.says,
                "verdict": each.verdict,
                "why": each.why,
                "breaches": [_breach(x) for x in each.breaches],
                "accepted": [
                    _breach(x) | {"reason": y.reason, "signed": y.signed} for x, y in each.accepted
                ],
                "old": [_breach(x) for x in each.old],
            }
            for each in found.judged
        ],
        "stale": [{"rule": each.rule, "what": each.what} for each in found.stale],
    }


def _breach(each: Breach) -> dict[str, Any]:
    at = {"file": each.at.file, "line": each.at.line} if each.at else None
    return {"what": each.key, "says": each.says, "at": at}


def to_sarif(found: Verdicts) -> str:
    """It as SARIF 2.1.0, which code hosts show beside the lines."""
    rules = {each.name: each for each in found.judged}
    results = [_result(each, breach) for each in found.judged for breach in each.breaches]
    notes = [
        {"level": "note", "message": {"text": f"{each.name}: {each.why}, so it is not known."}}
        for each in found.judged
        if each.why
    ]
    driver = {
        "name": "ripple check",
        "rules": [
            {"id": name, "shortDescription": {"text": each.says}} for name, each in rules.items()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(judged: Judged, breach: Breach) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": judged.name,
        "level": "error",
        "message": {"text": breach.says},
        "partialFingerprints": {"ripple/1": f"{judged.name}: {breach.key}"},
    }
    if breach.at:
        place = {
            "artifactLocation": {"uri": breach.at.file.replace(" ", "%20")},
            "region": {"startLine": max(1, breach.at.line)},
        }
        result["locations"] = [{"physicalLocation": place}]
    return result


def to_junit(found: Verdicts) -> str:
    """It as JUnit's XML, a rule a test: broken is a failure, unknown is skipped."""
    suite = ET.Element(
        "testsuite",
        name=_clean(f"ripple check {found.title}"),
        tests=str(len(found.judged)),
        failures=str(found.counted(BROKEN)),
        errors="0",
        skipped=str(found.counted(UNKNOWN)),
    )
    for each in found.judged:
        case = ET.SubElement(suite, "testcase", classname="ripple.check", name=_clean(each.name))
        if each.breaches:
            failure = ET.SubElement(case, "failure", message=_clean(each.says))
            failure.text = _clean("\n".join(f"{x.says}{_at(x)}" for x in each.breaches))
        elif each.why:
            ET.SubElement(case, "skipped", message=_clean(each.why))
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(x if x in "\t\n" or " " <= x < "\ud800" or "\ue000" <= x < "\ufffe" else "�"
                   for x in plain(text))  # fmt: skip
