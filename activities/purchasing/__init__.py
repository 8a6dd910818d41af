"""Ordering at vendors: the only package that spends money.

`order_once` orders each thing at most once; the others say what to order, at which vendor, and whether it has capacity.
May import `activities.common`.
"""
