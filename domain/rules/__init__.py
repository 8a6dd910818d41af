"""What a message or a result changes in a job: pure functions over the models of `domain.job`.

`decide` applies a client's message or refuses it; `results` applies what activities report.
May import `domain.job`, not `domain.ports`.
"""
