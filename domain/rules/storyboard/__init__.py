"""How storyboards are approved, written anew and repaired. Imports `domain.job` and other rules."""
