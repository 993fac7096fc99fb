"""What becomes of a system whose contracts are broken on their way, measured and not guessed.

`model` has what was found, `readers` holds it against what the dependency reading says of who
reads which field, `picture` and `text` show it.
"""
