"""Tests of `domain.job.sound`. They import the harness of unit tests."""
