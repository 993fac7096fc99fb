"""The bare side: the same AWS calls as ours, in the most direct code; for the benchmark alone."""
