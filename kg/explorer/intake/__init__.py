"""导入: files handed in, looked at, then entered; and the way to the first graph."""
