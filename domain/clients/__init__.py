"""Who may do what: scopes, keys, and a client's limits. Pure. May import what is beside the rooms of `domain`."""
