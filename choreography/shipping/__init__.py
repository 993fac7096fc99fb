"""Shipping books a carrier for every order that is paid."""
