"""The activities of a save-scenario task: writing the rows, reserving credits, making the images.

May import `activities.purchasing` and `activities.common`.
"""
