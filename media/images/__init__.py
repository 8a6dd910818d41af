"""Still images: fitting, previews, layers in YUV planes."""
