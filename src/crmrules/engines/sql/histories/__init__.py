"""Facts of histories in SQL: from a table of events to a row a customer, which policies then read.

`events` reads the rows and `log` keeps those that count, each once; `windows` tells of each customer what windows hang
on. Then `counting` reckons what takes no order, `placing` what does, and `spans` the days on which a span is on;
`facts` makes of what was found the facts. What all of it means is told in `records.history.aggregates`.
"""
