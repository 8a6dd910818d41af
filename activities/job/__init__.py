"""The activities of a job: state, ingest, storyboard, film, cut. One module for each step.

May import `activities.purchasing` and `activities.common`.
"""
