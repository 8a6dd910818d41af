"""The activities of the reconciler: waking jobs, auditing storage."""
