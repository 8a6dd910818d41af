"""What activities share: inputs, heartbeats, retries, error translation and working directories.

Imports no other package of `activities`.
"""
