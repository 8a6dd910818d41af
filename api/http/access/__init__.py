"""Who may call: API keys, sessions, signatures, passwords, and how often somebody may try. Imports no route."""
