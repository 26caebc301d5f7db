"""指标库: an indicator, how others set it, and a set for a new project."""
