"""The acts of this room, by what they are about: ballots, notes, plans."""
