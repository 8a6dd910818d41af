"""Tests of `domain.rules.assets`. They import the harness of unit tests."""
