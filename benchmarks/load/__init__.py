"""The API under a steady load, beside a bare FastAPI that runs the same SQL. May import what `benchmarks` may.

measure        the benchmark: a stack, a key, the requests, the figures
traffic        requests at fixed times, and how long they took
recorded_sql   the statements of a request, as Postgres logs them
bare_sql       the bare FastAPI: `python -m uvicorn benchmarks.load.bare_sql:app`
"""
