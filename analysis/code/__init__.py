"""Evaluates handlers in part: what is constant stays so, what a message carries stays traceable.

Nothing is executed, and nothing that matters may be lost on the way: what is not followed counts as
used in whole, so that a reader is never said not to need what it does. What is Python's (its syntax
and its libraries) stands in `python`, what is boto3's and Lambda's in `aws`.
"""
