"""Read files that clients and vendors send. Does not import `media.animatic`."""
