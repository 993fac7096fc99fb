"""The dependency reading: who must know whom, on which layer, down to the single field."""
