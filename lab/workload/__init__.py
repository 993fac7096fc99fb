"""Orders and the world around them: read, generated, seeded, placed, and waited for."""
