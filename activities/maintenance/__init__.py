"""The activities that recover: waking jobs without a run, auditing storage, removing what is expired.

May import `activities.common`.
"""
