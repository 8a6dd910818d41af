#!/bin/sh
# Root's Chromium takes real-time priority for sound and more than usual for the rest: on two cores the servers that a
# test waits for would get nothing. Without this capability it cannot.
exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice "$CHROMIUM_PROGRAM" "$@"
