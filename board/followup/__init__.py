"""What became of a plan: asked at day 14, 30 and 90, with coded reasons."""
