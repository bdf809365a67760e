"""What the commands do, a module for each group of commands. The doors in `bot.cli` only parse and call.

An operation returns its exit status: 0 done, 1 something was refused or is wrong. It raises SettingsError or Stopped,
which the doors turn into lines.
"""
