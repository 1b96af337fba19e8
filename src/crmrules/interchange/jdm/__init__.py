"""JDM, the graphs of GoRules: decisions that zen-engine runs."""
