"""The durable_rules engine: a decision policy as rulesets of the part of durable_rules that is safe.

durable_rules is a rules engine in C. Used without care it reads out of bounds, compares wrongly or hangs, so only one
part of it is used: rules over a single fact, which ask with *and* alone for scalar fields of one type. A policy comes
down to that part as follows.

- `conditions` turns what rules compare into conditions on fields. durable_rules itself compares booleans, whole numbers
  and texts with constants; everything else is reckoned by the interpreter before the engine sees the record, and
  becomes a field that is true or false. An unknown value becomes no field, and a condition on it does not hold.
- `ways` brings a rule to the combinations of conditions under which it is true, and those under which it is false,
  since durable_rules has neither *or* nor *not*. A rule is unknown when none of either holds.
- `rulesets` divides the combinations into rulesets that stay within the limits of durable_rules.
- `host` runs them, the only module that imports durable_rules; `policy` asks it for the truths of a record.

What does not fit is refused when a policy is compiled, by its name and the rule's.
"""
