"""A DynamoDB table in this process: the business alone, without the engine."""

from tests.tables import table

__all__ = ["table"]
