"""What a process started here is told of the environment it starts in: no secret of its user's."""

import os

KEPT = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LANGUAGE", "CI", "COLUMNS"),
        *("XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"),
        *("PYTHONPATH", "PYTHONUSERBASE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
        *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),  # some builds of Python do not start without
        *("RIPPLE_PYTHON", "RIPPLE_DESIGNS"),
    }
)
"""What programs need to be found, to find their files and to speak the user's language."""


def for_child(**settings: str) -> dict[str, str]:
    """The environment of a process that is to know nothing but this, and what it is handed."""
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT or name.startswith("LC_")
    }
    return kept | settings
