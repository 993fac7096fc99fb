"""Ordering takes orders in, announces them, and settles them when it hears how they ended."""
