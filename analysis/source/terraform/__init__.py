"""Terraform's files as stacks with CloudFormation's resources, so that every reader reads them.

A folder of `.tf` files is a root module; modules that it calls by a local path are stacks beside
it. Nothing is initialised, fetched or run. Modules here are imported when Terraform is met.
"""
