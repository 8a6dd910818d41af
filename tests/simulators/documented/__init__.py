"""What vendors' documentation says of orders for clips: fields, values, and what goes together.

Written from the documentation and the vendors' SDKs, and from nothing of ours: a simulator refuses an order that this
forbids, and the test that sent it fails. It imports no code of the program.
"""
