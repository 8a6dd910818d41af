"""Small inputs of every kind that clients send, made by fixed rules, and the whole path from each to the film."""
