"""What activities share: inputs, heartbeats, retries, error translation, working directories."""
