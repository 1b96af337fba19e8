"""The process kind: states, transitions and deadlines, over the events of a customer."""
