"""How fast the board is, measured: real servers, real clients, ratios to a ceiling taken in the same run."""
