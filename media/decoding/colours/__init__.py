"""What the pixels of pictures and frames mean, and how they become sRGB or BT.709. May import `streams`."""
