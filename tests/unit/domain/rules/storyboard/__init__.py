"""Tests of `domain.rules.storyboard`. They import the harness of unit tests."""
