"""Open containers, choose streams, decode packets and filter frames."""
