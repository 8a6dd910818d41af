"""Interfaces that adapters implement: planners, video and image models, storage, repositories."""
