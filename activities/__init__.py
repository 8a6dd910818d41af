"""The steps of a job. Each does its I/O through ports, sees what is already done, and is safe to run twice."""
