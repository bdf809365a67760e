"""Time to state: what is due is found in the database by the jobs, each of which calls one service.

APScheduler is only the heartbeat; nothing that is due lives in its memory.
"""
