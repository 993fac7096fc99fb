"""JavaScript and TypeScript, lowered to expressions and statements that Python's rules follow.

What both languages have is a node of Python's `ast`; what is JavaScript's own is one of `nodes`.
"""
