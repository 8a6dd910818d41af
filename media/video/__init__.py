"""Clips and films: probing, normalising, preparing, transitions, cutting."""
