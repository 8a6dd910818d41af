"""A job as it is known: its scenes, takes, storyboards and progress, and what is pending for it. No rules."""
