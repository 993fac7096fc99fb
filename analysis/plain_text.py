"""Text that is safe to print: names come from templates of any origin."""


def plain(text: str) -> str:
    """The text without what would steer a terminal."""
    return "".join(sign if sign == "\n" or sign.isprintable() else "?" for sign in text)
