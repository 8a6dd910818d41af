"""Interfaces that adapters implement: planners, video and image models, storage, editor, download, repositories.

May import all of `domain`.
"""
