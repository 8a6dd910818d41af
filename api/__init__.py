"""The HTTP API. May import everything except `cli`."""

import gc

# A start makes half a million objects that stay, and a list of jobs ten thousand: by default Python looks through the
# youngest after each 700 of them, a fourteenth of a start.
gc.set_threshold(20_000, 20, 100)
