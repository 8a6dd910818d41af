"""Tell what a file is by decoding it, and what a file is called that is not taken. May import all of `decoding`."""
