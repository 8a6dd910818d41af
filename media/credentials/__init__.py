"""Content Credentials (C2PA): a signed claim in a film's file. May import `domain`, c2pa, cryptography."""
