"""指标检索: one box, facets, rows, and the panel of a row."""
