"""Cut films and previews, and draw what is seen in them besides clips.

May import `activities.purchasing` and `activities.common`.
"""
