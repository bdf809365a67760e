"""What the sender tells Prometheus. Labels are kinds of messages and Slack's errors, never people."""

from prometheus_client import Counter, Histogram

SENT = Counter("reciprocal_messages_sent_total", "Messages that Slack took", ["kind"])
DROPPED = Counter("reciprocal_messages_dropped_total", "Messages no longer true or allowed", ["kind", "reason"])
FAILED = Counter("reciprocal_messages_failed_total", "Messages that Slack refuses for good", ["kind", "error"])
RETRIES = Counter("reciprocal_messages_retried_total", "Messages put back to be tried again", ["kind", "reason"])
RATE_LIMITED = Counter("reciprocal_slack_rate_limited_total", "Answers 429 from Slack", ["method"])
LATENESS = Histogram(
    "reciprocal_message_lateness_seconds",
    "Program time from when a message was due until Slack had it",
    ["kind"],
    buckets=(1, 5, 15, 60, 300, 900, 3600, 14400, 86400),
)
