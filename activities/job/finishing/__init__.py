"""Cut films and previews, and draw what is seen in them besides clips.

May import `activities.job.clips`, `activities.job.speech` and `activities.common`.
"""
