"""The studio in a real Chromium, against a whole stack. Tests here may import this package and `tests.harness`."""
