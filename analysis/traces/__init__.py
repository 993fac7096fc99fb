"""What happened to orders, as it is recorded, exported, and read back by all."""
