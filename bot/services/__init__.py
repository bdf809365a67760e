"""Use cases, one a function: read, decide with the domain, write state and outbox rows in one transaction.

Services know neither views nor Slack's client. Each takes the store first and `now` (UTC program time) by name, and
answers with a frozen dataclass or a `Refusal`.
"""
