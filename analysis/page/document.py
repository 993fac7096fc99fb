"""The page as one text: sources inlined, data escaped, nothing fetched and nothing else run."""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from analysis.palette import css

SCRIPTS = (
    "dom",
    "model",
    "ripple",
    "shapes",
    "routes",
    "view",
    "drawing",
    "controls",
    "panel",
    "search",
    "app",
    "events",
    "main",
)
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
ESCAPES = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029\u007f" + BIDI}


def document(title: str, data: Mapping[str, Any]) -> str:
    """The whole page; the policy in it lets run only the script and style that are in it."""
    parts = [_source(f"{name}.js") for name in SCRIPTS]
    reading = 'const DATA = JSON.parse(document.getElementById("data").textContent);\n'
    script = '(() => {\n"use strict";\n' + reading + "\n".join(parts) + "})();\n"
    style = "\n".join([*css(), _source("page.css")])
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    fillings = {
        "csp": html.escape(policy, quote=False),
        "title": html.escape(title),
        "style": style,
        "data": island(data),
        "script": script,
    }
    first, *rest = _source("page.html").split("@")
    page = [first]
    for at, piece in enumerate(rest):
        page.append(piece if at % 2 else fillings[piece])
    return "".join(page)


def island(data: Mapping[str, Any]) -> str:
    """Data as JSON that means the same inside a script element, whatever the names in it are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    text = "".join(ESCAPES.get(each, each) for each in text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _source(name: str) -> str:
    return files("analysis.page").joinpath(name).read_text(encoding="utf-8")
