"""Still images: decoding, previews, YUV planes."""
