"""HTTP mechanics without knowledge of a resource. Imports no route."""
