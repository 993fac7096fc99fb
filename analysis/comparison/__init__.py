"""Two or more designs beside each other: every measure, every change, layer by layer.

No design is announced as the winner: each verdict is about one number, and where numbers
disagree a sentence says so.
"""
