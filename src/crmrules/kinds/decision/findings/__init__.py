"""What is odd about a table of rules."""
