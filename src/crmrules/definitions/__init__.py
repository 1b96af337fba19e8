"""What a policy file may say, as data; how it is read, checked and written; and the catalogue of those shipped."""
