"""Sample briefs and the pictures they use, drawn by `python -m samples.draw`."""
