"""Ballots and votes, notes, and the plan that comes of them."""
