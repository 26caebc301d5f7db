"""Figures of departments, years and projects that several pages show."""
