"""The JSON of requests and responses, and how it is made from domain values. `common` has what all of them use.

Imports no route.
"""
