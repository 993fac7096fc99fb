"""The `ripple` command: thin, one module a command; the work is done by lab and analysis."""
