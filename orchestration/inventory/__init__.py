"""Inventory's tasks: set stock aside, put it back."""
