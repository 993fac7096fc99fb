"""Reads templates, state machines and traces; draws and measures what it finds in them."""
