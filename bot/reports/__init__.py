"""What a program has, as rows of files: read in parts, never all at once. For the command line and the outbox alike.

A module a report; `exports` is the list of them. They read through the store's queries and decide nothing but what a
reader may see; who may ask is for those who call.
"""
