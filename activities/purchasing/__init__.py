"""Buying from vendors: the only place where money is spent."""
