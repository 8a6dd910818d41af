"""The activities of a job, one module a step: ingest, storyboard, film, prepare, cut."""
