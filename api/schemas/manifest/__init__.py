"""The manifest of a job.

view       the whole of it
finishing  what is added to the footage: lines of speech, music, captions, logo, end card
parts      what takes and lines have in common: orders at vendors, files with their hashes

May import what `api.schemas` may.
"""
