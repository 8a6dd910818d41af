"""One package for each vendor: its client, and its video, image and text models.

Each may import `providers.common` and `providers.llm`, and none another.
"""
