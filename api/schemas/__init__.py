"""The JSON shapes of requests and responses, and how they are made from the domain's models."""
