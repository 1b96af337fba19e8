"""The decision kind: conditions to an outcome, under a DMN hit policy."""
