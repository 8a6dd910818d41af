"""What the vendors' adapters share: settings, HTTP errors, polling, aspect ratios, prices.

Imports no other package of `providers`.
"""
