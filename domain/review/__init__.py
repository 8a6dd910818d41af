"""Links for reviewers, and the messages that send them. Pure. May import all of `domain`."""
