"""A binding that is proposed for a file: what its columns hold, which facts they could be, and the text to edit."""
