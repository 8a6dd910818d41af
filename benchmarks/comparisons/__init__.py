"""The same job on other engines: planned, approved, five scenes ordered and collected at the vendor, cut.

Each is a process of its own with the servers that Greenlight starts, and sends the vendor the same requests: an order,
a look and a download for each scene. What they do not do: no file is kept and none is encoded; no money is safe (an
order is sent again after a crash); there are no events, no lists, no progress, no limits of vendors, and no HTTP API:
who asks for jobs and approves them is in the same process. So they are a bound from below, not equals. May import
everything.
"""
