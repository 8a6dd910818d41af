"""Webhooks against receivers that fail, on the whole stack."""
