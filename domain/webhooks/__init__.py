"""Webhooks: the events that are told to others, the endpoints that they are sent to, and their deliveries.

Pure. A module here may import `domain.base`, `domain.errors`, `domain.job`, `domain.review` and its siblings.
"""
