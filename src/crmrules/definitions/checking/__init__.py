"""Whether the parts of a policy fit each other; one module for each kind."""
