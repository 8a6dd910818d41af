"""What a process needs to run: settings, logging, the Temporal client, the workflow gateway, the container of adapters.

May import every package except `api` and `cli`. `devstack` is not production code: only `cli` imports it.
"""
