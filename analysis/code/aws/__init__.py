"""AWS as code meets it: operations called, and the shapes in which messages arrive."""
