"""A repository, change by change."""
