"""What the brief says, as plain values."""
