"""A take: what is ordered for a scene, what its clip lacks, and files that its vendor was lent.

A module here may import `domain` and its siblings.
"""
