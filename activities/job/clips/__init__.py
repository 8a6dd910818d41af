"""Order, collect and store the clip of a take.

May import `activities.job.finishing`, `activities.purchasing` and `activities.common`.
"""
