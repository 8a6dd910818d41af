"""The activities of a job: state, ingest, storyboard and first frames here; `clips`, `speech`, `finishing` (the cut).

One module for each step. May import `activities.purchasing` and `activities.common`.
"""
