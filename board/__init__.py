"""Relapse Board, room by room, in the order a case walks through them.

accounts    who is here, on which board, in which role
audit       what was done, by whom, when
myeloma     knowledge of the disease: facts in, a summary out; pure
interop     other systems' formats in, case facts out
documents   plain values in, charts and PDF out
mail        letters that leave the house, and calendars; no clinical word in them
cases       a clinician's question about one patient, in versions that never change
meetings    when the board sits and what is on its agenda
decisions   ballots and votes, notes, and the plan that comes of them
packs       the whole agenda on paper
followup    what became of a plan
teaching    a case for teaching, released by a person
statistics  the board's work in figures
live        open screens hear that something changed
web         what every page shares
demo        an invented board to look at
bench       what has to be fast, measured on the product as it is served
cli         the `board` command: serving, and the knowledge of the disease on its own

A room imports only rooms further down; `pyproject.toml` holds the order, `docs/tour.md` the walk.
"""
