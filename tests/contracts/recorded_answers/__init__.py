"""The answers of every HTTP route for a job in each status, recorded against a running stack.

`python -m tests.contracts.recorded_answers` starts the stack as a process of its own, sends the requests of
`scenarios/` and writes one JSON file per scenario to `answers/`. `tests/contracts/test_recorded_answers.py` records
again and compares. Nothing of the product is imported, so the same recorder runs against any version of it.
"""
