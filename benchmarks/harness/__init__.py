"""What benchmarks measure with: stacks and their processes, a simulated vendor, a filled database.

A module here may import everything but `tests`.
"""
