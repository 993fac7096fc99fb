"""`python -m lab.cli` is `ripple`."""

from lab.cli.entry import main

main()
