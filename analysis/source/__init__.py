"""One system: its files found, opened and parsed once, its values evaluated."""
