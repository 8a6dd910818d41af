"""Where bytes are kept, and how they are fetched from elsewhere."""
