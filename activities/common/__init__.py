"""What activities share: inputs, heartbeats, error translation and working directories.

Imports no other package of `activities`.
"""
