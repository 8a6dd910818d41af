"""The OpenAPI document: what it says beyond the schemas, and its examples. Imports no route."""
