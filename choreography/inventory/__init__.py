"""Inventory sets stock aside when an order is placed, and puts it back when payment fails."""
