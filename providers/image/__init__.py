"""Who draws pictures: one module a vendor."""
