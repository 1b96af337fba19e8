"""What can be asked of a policy before it goes live."""
