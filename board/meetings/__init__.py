"""When the board sits, who is asked to come, and what is on its agenda."""
