"""Planners: who writes the storyboard."""
