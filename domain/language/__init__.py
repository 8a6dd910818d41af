"""Languages, how long text takes to say, and fonts. Pure. May import what is beside the rooms of `domain`."""
