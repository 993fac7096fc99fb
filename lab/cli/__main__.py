"""`python -m lab.cli` is `ripple`."""

from lab.cli.main import main

main()
