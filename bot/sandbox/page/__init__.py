"""The page of the sandbox: a small Slack in the browser, for whichever person is chosen in the address.

It is one more client of the local Slack server and acts through `Person` only. Everything it loads comes from here.
"""
