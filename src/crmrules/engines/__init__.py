"""Ways to run a policy. What a policy means is said in `interpreter`; every other engine is held to it by tests."""
