"""The tables of wins, challenges and feedback threads, on the same metadata as those in `schema.py`.

A database gets them with migration 0007, what came of a challenge with 0010, what was moved with 0018. Of replies in
threads only who, when and where is kept, never the words.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.store.columns import Utc, metadata

shares = Table(
    "shares",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("author_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # win or challenge
    Column("words", Text, nullable=False),
    Column("so_what", Text, nullable=False, server_default=""),
    Column("help", Text, nullable=False, server_default=""),  # kinds of help in alphabetical order, joined with ;
    Column("audience", String(16), nullable=False),
    Column("form_id", String(64), unique=True),  # the opened form it came from, so that it is shared once
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc),
    Column("taken_back_at", Utc),
    Column("moved_to", Integer),  # what took its place when its author chose another audience; shares.id
    Column("next_at", Utc, index=True),  # when to look at it again; null: nothing more is to be asked
    Index("ix_shares_program_id_kind_created_at", "program_id", "kind", "created_at"),
    Index("ix_shares_moved_to", "moved_to"),
)

share_readers = Table(
    "share_readers",
    metadata,
    # The partners who read what was shared with the pair; nobody is added later.
    Column("share_id", ForeignKey("shares.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False),
)

share_thanks = Table(
    "share_thanks",
    metadata,
    Column("share_id", ForeignKey("shares.id"), primary_key=True),
    Column("slack_id", String(32), primary_key=True),  # who is thanked need not be in the program
    Column("place", Integer, nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    # Somebody would like to see a message of somebody else's shared as a win; its author decides.
    Column("id", Integer, primary_key=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("ts", String(32), nullable=False),
    Column("words", Text, nullable=False),  # emptied once it is answered
    Column("asked_at", Utc, nullable=False),
    Column("answered_at", Utc),
    Column("share_id", ForeignKey("shares.id")),
    Index("uq_suggestions_message", "author_id", "channel", "ts", unique=True),
)

feedback_threads = Table(
    "feedback_threads",
    metadata,
    Column("share_id", ForeignKey("shares.id"), primary_key=True),
    Column("told_at", Utc),  # when its author was last told that there are replies, or that there are none
    Column("peers_at", Utc),  # when two peers were asked to look at it
    Column("mentor_at", Utc),  # when the mentor or coach was
    Column("asked_at", Utc),  # when its author was asked for their Now What
    Column("now_what", Text, nullable=False, server_default=""),
    Column("closed_at", Utc),
    Column("followed_up_at", Utc),
    Column("outcome", Text, nullable=False, server_default=""),  # what came of it, for its author alone
    Column("outcome_at", Utc),
)

thread_replies = Table(
    "thread_replies",
    metadata,
    Column("share_id", ForeignKey("shares.id"), primary_key=True),
    Column("ts", String(32), primary_key=True),  # Slack's, or what names a question asked with the button
    Column("slack_id", String(32), nullable=False),  # who replies need not be in the program
    Column("replied_at", Utc, nullable=False),
    Index("ix_thread_replies_slack_id_replied_at", "slack_id", "replied_at"),
)

thread_questions = Table(
    "thread_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("share_id", ForeignKey("shares.id"), nullable=False, index=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("words", Text, nullable=False),  # emptied once Slack has them
    Column("form_id", String(64), unique=True),
    Column("asked_at", Utc, nullable=False),
)

thread_helpers = Table(
    "thread_helpers",
    metadata,
    # Whom the bot has asked to look at a challenge that was alone.
    Column("share_id", ForeignKey("shares.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True, index=True),
    Column("asked_at", Utc, nullable=False),
)
