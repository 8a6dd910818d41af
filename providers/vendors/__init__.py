"""One package a vendor: its client, and its video, image and text models."""
