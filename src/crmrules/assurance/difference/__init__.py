"""`diff`: what a change of a policy comes to."""
