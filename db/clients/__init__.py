"""Clients: their keys and limits, what they use, spend and own, their credits.

May import `domain`, `db.connections`, `db.schema` and the modules beside the rooms of `db`.
"""
