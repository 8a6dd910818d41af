"""The development stack of `make up`: Temporal, Postgres, worker and API as supervised processes of this machine.

Not production code: an import contract keeps it out of everything but `cli`.
"""
