"""Drawing, preparing and cutting with PyAV and Pillow. May import `domain`."""
