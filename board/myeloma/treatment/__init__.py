"""What was given: drugs and regimens by name, courses, lines, refractoriness, intervals."""
