"""What policies say: of a record a decision, of a population its cuts, of a customer the contacts that are due."""
