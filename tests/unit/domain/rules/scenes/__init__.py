"""Tests of `domain.rules.scenes`. They import the harness of unit tests."""
