"""What the changes did, drawn: a page to hang on a wall, and its parts as figures of their own."""
