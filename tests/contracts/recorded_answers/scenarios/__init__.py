"""What is recorded, one module for each kind of thing."""
