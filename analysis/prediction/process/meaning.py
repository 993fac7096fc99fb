"""What an event's name says of it, for want of anything firmer: a refusal, or an undo."""

from analysis.prediction.names import words

REFUSED = (
    "refus", "reject", "declin", "denied", "fail", "error", "unavailab", "insufficient", "invalid",
    "unsuccess", "expir", "abort",
    "abgelehn", "ablehn", "abgewies", "verweiger", "fehlgeschl", "gescheiter",  # German
    "rejet", "echou", "insuffisan",  # French
    "rechaz", "deneg", "fallid", "insuficien",  # Spanish
    "rifiut", "negat", "fallit", "respint",  # Italian
)  # fmt: skip
UNDONE = (
    "cancel", "releas", "refund", "revers", "revert", "compensat", "void", "undo", "restor",
    "rolled", "return", "withdraw", "revok", "unreserv", "uncharg",
    "storn", "erstatt", "freigegeb", "widerruf",  # German
    "annul", "rembours", "liber",  # French
    "anul", "reembols", "devuel",  # Spanish
    "annull", "rimbors", "rilasci",  # Italian
)  # fmt: skip


def refuses(name: str) -> bool:
    """Whether the name says that what was asked for was not done."""
    return _any(name, REFUSED)


def undoes(name: str) -> bool:
    """Whether the name says that what was done is done no more."""
    return _any(name, UNDONE)


def _any(name: str, stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words(name))
