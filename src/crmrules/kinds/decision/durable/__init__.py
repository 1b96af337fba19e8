"""Tables of rules on durable_rules."""
