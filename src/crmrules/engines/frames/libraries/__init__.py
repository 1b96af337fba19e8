"""What is particular to each library: how its frames are opened and closed."""
