"""Tests of `domain.job.filming`. They import the harness of unit tests."""
