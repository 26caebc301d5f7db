"""部门: a department by years."""
