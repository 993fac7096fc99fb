"""The root of every refusal, and what cannot be read; each text is a sentence with a remedy."""


class Refused(Exception):
    """Something the person at the keyboard can mend; its text names file, place and remedy.

    Every refusal of `analysis` and of `lab` is one.
    """


class BadTemplate(Refused):
    """A template cannot be read."""


class BadTrace(Refused):
    """An exported trace cannot be read."""


class TooMuchToDraw(Refused):
    """A picture would have more in it than anybody could see, or wait for."""
