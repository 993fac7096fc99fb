"""Reads SAM and CloudFormation templates, and all they point at, into a graph."""
