"""The activities of webhooks: turning events into deliveries, and making one attempt of a delivery.

May import `activities.purchasing` and `activities.common`.
"""
