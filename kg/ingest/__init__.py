"""Large folders: which files to read, several processes to read them, and what became of each.

A worker process imports the readers; the process that waits stays light and imports from this package only
what it needs.
"""
