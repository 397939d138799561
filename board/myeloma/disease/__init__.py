"""What the disease does: markers, response, relapse."""
