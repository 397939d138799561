"""The board's work in figures, counted from what is stored; small numbers are not shown."""
