"""项目: the form as printed and all that belongs to it."""
