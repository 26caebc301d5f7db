"""审核: findings, and what people decide about them."""
