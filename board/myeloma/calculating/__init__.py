"""Each formula and score on its own, by name."""
