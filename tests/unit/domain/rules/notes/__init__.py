"""Tests of `domain.rules.notes`. They import the harness of unit tests."""
