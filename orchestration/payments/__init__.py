"""Payments' tasks: charge a customer, give the money back."""
