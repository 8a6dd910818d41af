"""Objects by key, in Postgres or S3, and downloads by URL. May import `domain`."""
