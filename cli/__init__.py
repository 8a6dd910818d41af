"""The command line: an HTTP client of the API, and the demo, which starts a devstack if none runs.

`app` lists the commands, which are in `commands`. May import `runtime` and `domain`; `operations`, loaded only when
needed, also `db` and `workflows`.
"""
