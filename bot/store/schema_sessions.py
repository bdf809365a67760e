"""The tables of home groups and network sessions, on the same metadata as those in `schema.py`.

A database gets them with migration 0009. Members' words stand in `session_reflections` alone.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.store.columns import Utc, metadata, while_null

session_settings = Table(
    "session_settings",
    metadata,
    # A program without a row has the defaults.
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("smallest", Integer, nullable=False, server_default="3"),
    Column("largest", Integer, nullable=False, server_default="5"),
    Column("conversation", String(16), nullable=False, server_default="dm"),  # dm, channel or none
    Column("day_before", Boolean, nullable=False, server_default=text("true")),
    Column("hour_before", Boolean, nullable=False, server_default=text("true")),
)

home_groups = Table(
    "home_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column(
        "conversation", String(16), nullable=False, server_default="none"
    ),  # what it has in Slack: dm, channel, none
    Column("channel", String(32)),  # of the conversation, once there is one
    Column("turn", Integer, nullable=False, server_default="0"),  # how often the conversation has had to follow
    Column("created_at", Utc, nullable=False),
    Column("closed_at", Utc),
)

home_group_members = Table(
    "home_group_members",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("group_id", ForeignKey("home_groups.id"), nullable=False, index=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("joined_at", Utc, nullable=False),
    Column("left_at", Utc),
    Index("uq_home_group_members_open", "member_id", unique=True, **while_null("left_at")),
)

kept_apart = Table(
    "kept_apart",
    metadata,
    # People a coordinator keeps out of each other's groups and pairs. Confidential: coordinators see it, nobody else.
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("one_id", ForeignKey("people.id"), nullable=False),  # the smaller id of the two
    Column("other_id", ForeignKey("people.id"), nullable=False),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("since", Utc, nullable=False),
    UniqueConstraint("program_id", "one_id", "other_id"),
)

session_series = Table(
    "session_series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("rule", JSON, nullable=False),  # as bot/domain/series.py reads it
    Column("created_at", Utc, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("series_id", ForeignKey("session_series.id"), index=True),
    Column("title", Text, nullable=False),
    Column("day", Date, nullable=False),  # with `at`, the wall clock of `timezone`
    Column("at", Time, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("starts_at", Utc, nullable=False),  # the same as a moment
    Column("minutes", Integer, nullable=False),
    Column("pair_minutes", Integer, nullable=False, server_default="0"),  # of them for pairs
    Column("link", Text, nullable=False, server_default=""),
    Column("protocol", String(64), nullable=False),  # its key in bot/content/
    Column("invited_roles", Text, nullable=False),  # in alphabetical order, joined with ;
    Column("uid", String(64), nullable=False, unique=True),  # of the calendar file, the same for good
    Column("sequence", Integer, nullable=False, server_default="0"),  # of the calendar file, one more at each change
    Column("form_id", String(64)),  # the opened form it came from, so that it is planned once
    Column("created_by", ForeignKey("people.id"), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("cancelled_at", Utc),
    Column("grouped_at", Utc),  # when the groups were proposed to the hosts
    Column("approved_by", ForeignKey("people.id")),
    Column("approved_at", Utc),
    Column("opened_at", Utc),  # when the groups got who is in them and the protocol
    Column("begun_by", ForeignKey("people.id")),
    Column("begun_at", Utc),
    Column("ended_at", Utc),
    Column("next_at", Utc, index=True),  # when something of it is due again; null: nothing more
    Index("ix_sessions_program_id_starts_at", "program_id", "starts_at"),
)

session_hosts = Table(
    "session_hosts",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("member_id", ForeignKey("members.id"), primary_key=True, index=True),
)

session_invitations = Table(
    "session_invitations",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("member_id", ForeignKey("members.id"), primary_key=True, index=True),
    Column("answer", String(16)),  # yes, no or late; null: has not said
    Column("answered_at", Utc),
    Column("pinned_group", Text),  # the name of the group in which a host wants them
    Column("attended", Boolean),  # null: nobody has said
    Column("attended_by", ForeignKey("people.id")),
    Column("attended_at", Utc),
)

session_groups = Table(
    "session_groups",
    metadata,
    # A breakout group of one session: a home group, or several that sit together for this time only.
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("home_group_id", ForeignKey("home_groups.id")),
    Column("name", Text, nullable=False),
    Column("channel", String(32)),  # where its rounds are posted; null: to each by direct message
    Column("plan", JSON, nullable=False),  # the rounds as computed for its size, in order
    Column("round", Integer),  # which of them is running, from 0; null: none yet
    Column("round_began_at", Utc),
    Column("round_ends_at", Utc),
    Column("ended_at", Utc),
    Column("next_at", Utc, index=True),  # when its next timed post is due; null: none
)

session_seats = Table(
    "session_seats",
    metadata,
    Column("group_id", ForeignKey("session_groups.id"), primary_key=True),
    Column("member_id", ForeignKey("members.id"), primary_key=True, index=True),
    Column("job", String(16)),  # facilitator or timekeeper; null: neither
)

session_reflections = Table(
    "session_reflections",
    metadata,
    Column("session_id", ForeignKey("sessions.id"), primary_key=True),
    Column("member_id", ForeignKey("members.id"), primary_key=True, index=True),
    Column("take_away", Text, nullable=False, server_default=""),
    Column("now_what", Text, nullable=False, server_default=""),
    Column("worth", Integer),  # 1 to 5
    Column("for_group", Boolean, nullable=False, server_default=text("false")),  # the Now What goes back to the group
    Column("for_mentor", Boolean, nullable=False, server_default=text("false")),
    Column("written_at", Utc, nullable=False),
)
