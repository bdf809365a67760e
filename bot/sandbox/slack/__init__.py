"""A strict stand-in for Slack on this machine: the Web API, signed requests and Socket Mode, over loopback.

It knows the manifest and Slack's rules and nothing of the bot: services, store, delivery and handlers stay out.
"""
