"""Tests of `domain.job.film`. They import the harness of unit tests."""
