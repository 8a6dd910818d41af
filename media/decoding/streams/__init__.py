"""Open containers, choose streams, decode packets and filter frames. Imports no other room of `decoding`."""
