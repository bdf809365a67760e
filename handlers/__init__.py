"""Bolt listeners by capability: acknowledge, parse, call one service, show one view. No SQL, no rules.

Each module has `register(app, deps)`; its listeners are plain functions that take `deps` first.
"""
