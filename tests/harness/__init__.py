"""The one harness of all tests with real servers: the stack, its clients and its simulated video vendor."""
