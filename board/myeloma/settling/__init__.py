"""What is missing, what would settle it, and what changed."""
