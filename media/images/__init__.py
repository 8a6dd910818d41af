"""Still images: fitting, previews, layers in YUV planes. Does not import `media.animatic`."""
