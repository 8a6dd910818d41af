"""Servers that tests start: S3, a simulated video vendor, and directories for their files."""
