"""Shipping's task: book a carrier."""
