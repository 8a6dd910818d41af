"""Read files that clients and vendors send. Does not import `media.animatic`.

`files` tells what a file is, `pictures` opens pictures, `frames` those of videos as they are meant to be seen, `sounds`
decodes sound; `colours` is what their pixels mean, `streams` opens containers and decodes packets.
"""
