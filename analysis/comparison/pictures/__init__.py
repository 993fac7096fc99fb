"""A comparison as pictures: matrices side by side, what changes touch, and what the layers say."""
