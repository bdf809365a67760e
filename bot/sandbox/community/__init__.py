"""The sample community: invented people and their channels, brought into the local Slack and then into a program.

The people stand in `roster.csv`, in the importer's own format. Nothing here moves time or shows a page.
"""
