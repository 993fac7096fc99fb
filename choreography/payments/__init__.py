"""Payments charges the customer once stock is set aside, and refunds when nothing can be sent."""
