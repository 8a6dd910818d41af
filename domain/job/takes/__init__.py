"""Takes, what was left out of their clips, and the files that vendors make to other orders of a job.

A module here may import `domain` and its siblings.
"""
