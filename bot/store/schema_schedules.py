"""The tables of calendars, schedules and found times, on the same metadata as those in `schema.py`."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, Time

from bot.store.columns import Utc, metadata, while_null

good_days = Table(
    "good_days",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("scope", String(16), nullable=False),
    Column("scope_name", Text, nullable=False, server_default=""),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("uid", Text),  # of the event in the file it came from; null: typed in
)

seasons = Table(
    "seasons",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("scope", String(16), nullable=False),
    Column("scope_name", Text, nullable=False, server_default=""),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("cadence", String(16), nullable=False),
)

SERIES = "series"

schedules = Table(
    "schedules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False),
    Column("timezone", Text, nullable=False),  # of whoever set it: the slot keeps this wall clock
    Column("at", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("cadence", String(16)),  # null: a list of dates
    Column("first", Date),
    Column("dates", JSON, nullable=False),  # ISO days
    Column("former", JSON),  # ISO days that were dates before, SERIES if it was a rhythm: a newer file cancels them
    Column("uid", String(64), nullable=False),  # of the calendar file, the same for good
    Column("sequence", Integer, nullable=False, server_default="0"),  # of the calendar file, one more at each change
    Column("changed_by", ForeignKey("people.id"), nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("next_at", Utc, index=True),  # when a reminder or the question after a meeting is due
    Column("ended_at", Utc),
    Index("uq_schedules_open", "pair_id", unique=True, **while_null("ended_at")),
)

meeting_changes = Table(
    "meeting_changes",
    metadata,
    Column("schedule_id", ForeignKey("schedules.id"), primary_key=True),
    Column("day", Date, primary_key=True),  # as the schedule has it
    Column("to_day", Date),  # null: not this time
    Column("at", Time),
    Column("timezone", Text),
    Column("changed_by", ForeignKey("people.id"), nullable=False),
    Column("changed_at", Utc, nullable=False),
)

time_offers = Table(
    "time_offers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False, index=True),
    Column("slots", JSON, nullable=False),  # ISO moments in UTC, in order
    Column("minutes", Integer, nullable=False),
    Column("asked_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Column("chosen", Integer),  # which of the slots both can; null when settled: none of them
    Index("uq_time_offers_open", "pair_id", unique=True, **while_null("settled_at")),
)

time_picks = Table(
    "time_picks",
    metadata,
    Column("offer_id", ForeignKey("time_offers.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("slots", JSON, nullable=False),  # which of the offer's slots the person can
)
