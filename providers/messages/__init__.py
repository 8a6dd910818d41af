"""Messages to people: a file for each kind of address. May import `domain`."""
