"""Messages to people: a file for each kind of address, in the words of `words.py`. May import `domain`."""
