"""Text that is safe to print: names come from templates of any origin."""

import unicodedata


def plain(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(sign if sign == "\n" or sign.isprintable() else "?" for sign in text)


def visible(text: str) -> str:
    """The text with each sign that would hide or reorder others shown as what it is."""
    return "".join(_shown(each) for each in text[:400])


def _shown(sign: str) -> str:
    hidden = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    return f"[U+{ord(sign):04X}]" if hidden else sign
