"""Order, collect and store the clip of a take. May import `activities.purchasing` and `activities.common`."""
