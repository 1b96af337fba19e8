"""What is particular to Spark; what it shares with other libraries and databases is tested beside them."""
