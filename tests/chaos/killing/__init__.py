"""Processes that a test kills at chosen moments, and the clients that use them meanwhile."""
