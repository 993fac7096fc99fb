"""A derived design as a skeleton: template, definitions, and code with deeds to fill in."""

from analysis.redesign.skeleton.folder import TEMPLATE, skeleton
from analysis.redesign.skeleton.parts import NoSkeleton
from analysis.redesign.skeleton.reading_back import refuse_unlike

__all__ = ["TEMPLATE", "NoSkeleton", "refuse_unlike", "skeleton"]
