"""Have lines of voice-over spoken and made ready. May import `activities.purchasing` and `activities.common`."""
