"""How many files and connections a process may have open."""

import resource

_ENOUGH = 65_536


def allow_many_open_files() -> int:
    """Raise the soft limit as far as the hard limit allows, and return it. Each event stream is a connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted
