"""`check`: what is wrong or odd in a policy, each with a record that shows it."""
