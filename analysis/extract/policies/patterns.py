"""IAM's wildcards: ``*`` stands for any text, ``?`` for one character."""


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern fits the whole text; takes len(pattern) times len(text) steps at most."""
    at, after_star, resume = 0, -1, 0
    place = 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            place += 1
            after_star, resume = place, at
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            place += 1
            at += 1
        elif after_star >= 0:
            resume += 1
            place, at = after_star, resume
        else:
            return False
    return pattern[place:].strip("*") == ""


def wild(text: str) -> bool:
    """Whether the text has a wildcard in it."""
    return "*" in text or "?" in text


def literal_start(pattern: str) -> str:
    """What every text that fits must begin with."""
    ends = [place for place in (pattern.find("*"), pattern.find("?")) if place >= 0]
    return pattern[: min(ends)] if ends else pattern
