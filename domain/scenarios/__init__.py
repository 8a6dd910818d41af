"""A saved scenario: its document, the task that saves it, and its conversion to a storyboard.

May import `domain.job`, not `domain.ports`.
"""
