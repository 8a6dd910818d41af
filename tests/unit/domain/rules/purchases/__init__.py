"""Tests of `domain.rules.purchases`. They import the harness of unit tests."""
