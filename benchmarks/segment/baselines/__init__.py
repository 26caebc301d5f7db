"""The tools that are compared, one module each: its ``read`` takes rows and yields a reading for each, in order.

The first line of a module's docstring is the tool's name in the tables. Its own imports stand at the top, so that a
tool that is not installed is named as such. ``FLOOR = True`` marks what reads nothing and is there for its speed.
"""
