"""What code does: who is followed how, what their AWS calls are about, and the edges of it."""
