"""A case for teaching: dates shifted, identifiers gone, released by a person who read it."""
