"""What people read: explanations, summaries and the pages of policies."""
