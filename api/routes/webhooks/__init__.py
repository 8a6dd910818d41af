"""Routes of webhooks: those that we send, and those of vendors.

A module here may import what `api.routes` may.
"""
