"""A Lambda runtime of the lab's own Python: what provided.al2023 needs to run a handler.

Standard library only, and nothing of the lab, because it travels inside every function's zip.
"""
