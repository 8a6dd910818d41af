#!/bin/sh
# Create the namespace, which keeps closed workflows for 30 days. Safe to run again.
set -eu

temporal operator cluster health
temporal operator namespace describe -n "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create -n "$TEMPORAL_NAMESPACE" --retention 720h
