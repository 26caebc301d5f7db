"""总览: what is loaded and where to begin."""
