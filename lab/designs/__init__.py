"""A design of the order workflow: one record of all in which it differs from the others.

Nothing else in the lab asks which design it has before it; a folder with a `design.toml` is one.
"""

from lab.designs.finding import ROOT, Design, design_named, designs

__all__ = ["ROOT", "Design", "design_named", "designs"]
