"""The root of all that the analysis refuses, and what reading files refuses."""


class Refused(Exception):
    """Something the person at the keyboard can mend; its text names file, place and remedy."""


class BadTemplate(Refused):
    """A template cannot be read."""


class BadTrace(Refused):
    """An exported trace cannot be read."""


class BadGraphFile(Refused):
    """An exported graph cannot be read back."""
