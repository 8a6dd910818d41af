"""The five seed documents, each checked from top to bottom on the real stack."""
