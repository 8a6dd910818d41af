"""Pictures: decoding, previews, drawing into YUV planes."""
