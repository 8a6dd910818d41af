"""The music beds."""
