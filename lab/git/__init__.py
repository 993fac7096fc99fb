"""Repositories, read from git's objects: nothing of them is run, fetched or changed."""

from lab.git.objects import BadRevision, Entries, NoRepository, Repository
from lab.git.tree import Tree

__all__ = ["BadRevision", "Entries", "NoRepository", "Repository", "Tree"]
