"""The commands, in files by what they are about. May import the rest of `cli`, but for `app`, which lists them."""
