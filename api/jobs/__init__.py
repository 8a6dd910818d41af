"""What routes of jobs need beside HTTP: create, list and read jobs, and answer with their pictures.

A module here may import `domain`, `db`, and all of `api` but its routes and its app.
"""
