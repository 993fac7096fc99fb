"""Reads SAM and CloudFormation templates, and all they point at, into a graph."""

from analysis.extract.extraction import extract

__all__ = ["extract"]
