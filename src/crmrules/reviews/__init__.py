"""The review of a customer base by several policies."""
