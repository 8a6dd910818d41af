"""What the command line prints: tables, progress, and the labels that both use. May import `cli.api`."""
