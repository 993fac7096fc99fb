"""Evaluates handlers in part: what is constant stays so, what a message carries stays traceable.

The reading of `analysis.extract.code` finds which calls a handler comes to; here it matters what
becomes of every single field, so that nothing may be lost on the way. What is not followed
counts as used in whole, so that a reader is never said not to need what it does.
"""
