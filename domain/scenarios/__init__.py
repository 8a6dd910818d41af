"""A saved scenario, the task that saves it, and its storyboard. May import `domain.job`, not `domain.ports`."""
