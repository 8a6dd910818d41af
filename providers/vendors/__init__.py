"""One package for each vendor: its client, and its video, image and text models."""
