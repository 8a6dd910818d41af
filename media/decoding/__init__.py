"""Read files that clients and vendors send: geometry, colour and sound have one module each.

Does not import `media.animatic`.
"""
