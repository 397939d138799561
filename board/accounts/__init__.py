"""Who is here: people, the boards they sit on, in which role and for which discipline."""
