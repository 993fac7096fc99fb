"""Every way in which the analysis refuses; each one's text is a single sentence with a remedy."""


class Refused(Exception):
    """Something the person at the keyboard can mend; its text names file, place and remedy."""


class BadTemplate(Refused):
    """A template cannot be read."""


class BadTrace(Refused):
    """An exported trace cannot be read."""


class BadGraphFile(Refused):
    """An exported graph cannot be read back."""
