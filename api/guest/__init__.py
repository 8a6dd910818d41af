"""The pages of review links: what they show, in which words and with which signatures.

May import all of `api` but routes, which import it. The templates escape what they are given.
"""
