"""Runs either design on a laptop or on AWS, and watches."""
