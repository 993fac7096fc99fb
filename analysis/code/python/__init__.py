"""Python as the evaluator reads it: its syntax and its libraries."""
