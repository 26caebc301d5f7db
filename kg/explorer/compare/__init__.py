"""对比: two years or two documents beside one another."""
