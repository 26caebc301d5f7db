"""图谱: what stands around a node, and the ways between two."""
