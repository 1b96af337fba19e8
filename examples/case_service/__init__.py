"""A service that keeps the events of customers and answers where their retention cases stand.

The library decides, and this service does what a library must not: it has a database, a clock and a port. `make serve`
starts it; `docs/service.md` tells of it.
"""
