"""A module for each resource: a route parses the request, calls one port, and returns a schema. Imports no `app`."""
