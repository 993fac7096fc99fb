"""Turns a design into what CloudFormation takes: a template and one zip a function."""

from lab.packaging.bundle import Bundle, bundled
from lab.packaging.folder import package

__all__ = ["Bundle", "bundled", "package"]
