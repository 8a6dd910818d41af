"""The planner that needs no key and no network: it composes a storyboard from the brief by rules."""
