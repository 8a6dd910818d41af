"""How fast drawing, cutting and whole jobs are. Run by `make bench`; not production code."""
