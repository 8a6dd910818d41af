"""Sample briefs and their pictures, which `python -m samples.draw` draws. Not production code."""
