"""The JSON of requests and responses, and how it is made from domain values. Imports no route."""
