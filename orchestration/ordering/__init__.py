"""Ordering's tasks: open an order, settle it as confirmed or as cancelled."""
