"""What has to be fast, measured as ratios to a ceiling that is taken in the same run."""
