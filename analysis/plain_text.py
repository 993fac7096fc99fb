"""Text that is safe to print: names come from templates, traces and files of any origin."""

import json
import unicodedata
from collections.abc import Callable

Escape = Callable[[str], str]
"""Shows a text's hidden signs by some format's own means; what is not hidden stays as it is."""


def plain(text: str) -> str:
    """The text with each sign that would steer a terminal, hide, or reorder others named."""
    return _escaped(text, _named)


def visible(text: str) -> str:
    """The text's beginning as `plain` has it, in one line."""
    return _escaped(text[:400], _named).replace("\n", _named(ord("\n")))


def plain_json(text: str) -> str:
    r"""JSON text that says the same, with every hidden sign of its strings as ``\u``."""
    return _escaped(text, _in_json)


def toml_text(text: str) -> str:
    """The text as a basic string of TOML, in ASCII alone."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(sign if " " <= sign <= "~" else _in_toml(ord(sign)) for sign in written)


def plain_markup(text: str) -> str:
    """XML, HTML or DOT with hidden signs as character references, which are read as the signs."""
    return _escaped(text, lambda sign: f"&#{sign};")


def plain_mermaid(text: str) -> str:
    """Mermaid with hidden signs as its entity codes."""
    return _escaped(text, lambda sign: f"#{sign};")


def _escaped(text: str, escape: Callable[[int], str]) -> str:
    if text.replace("\n", " ").isprintable():  # nearly always, and much faster
        return text
    return "".join(escape(ord(sign)) if _hidden(sign) else sign for sign in text)


def _hidden(sign: str) -> bool:
    """Controls, C1 too; signs that set direction or have no width; halves of pairs; no signs."""
    kind = unicodedata.category(sign)
    return sign != "\n" and (kind[0] == "C" or kind in ("Zl", "Zp"))


def _named(sign: int) -> str:
    return f"[U+{sign:04X}]"


def _in_toml(sign: int) -> str:
    return f"\\u{sign:04x}" if sign <= 0xFFFF else f"\\U{sign:08x}"


def _in_json(sign: int) -> str:
    if sign <= 0xFFFF:
        return f"\\u{sign:04x}"
    high, low = divmod(sign - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
