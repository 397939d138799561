"""What was done, by whom and when. Rows are only ever added, each bound to the one before."""
