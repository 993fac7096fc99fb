"""`ripple demo`: the whole story on one engine, narrated, its pictures and data left behind."""

from lab.cli.demo.command import demo

__all__ = ["demo"]
