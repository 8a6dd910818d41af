"""HTTP itself: middleware, authentication, idempotency, problems, pages, files."""
