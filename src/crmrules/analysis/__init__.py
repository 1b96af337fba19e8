"""What can be said of a policy without customers: whether its examples hold, and whether its promises are proven."""
