"""Other systems' formats in: what is read, what is refused, and that nothing is lost in between."""
