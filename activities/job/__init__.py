"""The activities of a job. State, ingest, storyboard and first frames are here; clips of takes are in `clips`, lines of
speech in `speech`, films and previews in `finishing`.

One module for each step. May import `activities.purchasing` and `activities.common`.
"""
