"""What a message or a result changes in a job: pure functions. May import `domain.job`, not `domain.ports`."""
