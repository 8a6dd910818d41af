"""`Idempotency-Key`: first answers are kept, sealed where they hold a key. It imports domain and `api.http`."""
