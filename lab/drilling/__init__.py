"""Drills: things broken on purpose in a running design, and what became of each order then.

`kinds` makes orders that meet nobody else's, `ground` places them and waits until all is still.
"""
