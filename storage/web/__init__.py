"""Downloads from, and posts to, URLs that clients name: each address is checked. May import `domain`."""
