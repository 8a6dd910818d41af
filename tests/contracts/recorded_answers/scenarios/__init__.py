"""The recorded requests, one module for each kind of resource."""
