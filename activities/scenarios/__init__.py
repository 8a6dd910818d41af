"""The activities that save a scenario and have its images drawn."""
