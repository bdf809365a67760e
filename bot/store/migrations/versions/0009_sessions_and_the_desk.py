"""Sessions with home groups, and the desk: audit, hours, pulse, consent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["people.id"], name=op.f("fk_audit_about_id_people")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_actor_id_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_audit_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_program_id_at", ["program_id", "at"], unique=False)

    op.create_table(
        "home_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("conversation", sa.String(length=16), server_default="none", nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_home_groups_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_groups")),
    )
    with op.batch_alter_table("home_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_groups_program_id"), ["program_id"], unique=False)

    op.create_table(
        "hours_targets",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_hours_targets_program_id_programs")),
        sa.PrimaryKeyConstraint("program_id", "category", name=op.f("pk_hours_targets")),
    )
    op.create_table(
        "kept_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_kept_apart_by_id_people")),
        sa.ForeignKeyConstraint(["one_id"], ["people.id"], name=op.f("fk_kept_apart_one_id_people")),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_kept_apart_other_id_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_kept_apart_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_apart")),
        sa.UniqueConstraint("program_id", "one_id", "other_id", name=op.f("uq_kept_apart_program_id_one_id_other_id")),
    )
    op.create_table(
        "session_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_session_series_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_series")),
    )
    with op.batch_alter_table("session_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_series_program_id"), ["program_id"], unique=False)

    op.create_table(
        "session_settings",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("smallest", sa.Integer(), server_default="3", nullable=False),
        sa.Column("largest", sa.Integer(), server_default="5", nullable=False),
        sa.Column("conversation", sa.String(length=16), server_default="dm", nullable=False),
        sa.Column("day_before", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.Column("hour_before", sa.Boolean(), server_default=sa.text("(true)"), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_session_settings_program_id_programs")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_session_settings")),
    )
    op.create_table(
        "consents",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_consents_member_id_members")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_consents")),
    )
    op.create_table(
        "home_group_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["home_groups.id"], name=op.f("fk_home_group_members_group_id_home_groups")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_home_group_members_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_group_members")),
    )
    with op.batch_alter_table("home_group_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_group_members_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            "uq_home_group_members_open",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_hours_decided_by_people")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_hours_entered_by_people")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_hours_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
        sa.UniqueConstraint("source", name=op.f("uq_hours_source")),
    )
    with op.batch_alter_table("hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_member_id"), ["member_id"], unique=False)

    op.create_table(
        "pulses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=32), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=True),
        sa.Column("fit", sa.Integer(), nullable=True),
        sa.Column("line", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_pulses_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulses")),
        sa.UniqueConstraint("member_id", "term", name=op.f("uq_pulses_member_id_term")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("pair_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("link", sa.Text(), server_default="", nullable=False),
        sa.Column("protocol", sa.String(length=64), nullable=False),
        sa.Column("invited_roles", sa.Text(), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grouped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_sessions_approved_by_people")),
        sa.ForeignKeyConstraint(["begun_by"], ["people.id"], name=op.f("fk_sessions_begun_by_people")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_sessions_created_by_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_sessions_program_id_programs")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["session_series.id"], name=op.f("fk_sessions_series_id_session_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("uid", name=op.f("uq_sessions_uid")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_next_at"), ["next_at"], unique=False)
        batch_op.create_index("ix_sessions_program_id_starts_at", ["program_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_series_id"), ["series_id"], unique=False)

    op.create_table(
        "session_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("home_group_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("round_began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["home_group_id"], ["home_groups.id"], name=op.f("fk_session_groups_home_group_id_home_groups")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_groups_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_groups")),
    )
    with op.batch_alter_table("session_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_groups_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_groups_session_id"), ["session_id"], unique=False)

    op.create_table(
        "session_hosts",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_session_hosts_member_id_members")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_hosts_session_id_sessions")),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_session_hosts")),
    )
    with op.batch_alter_table("session_hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_hosts_member_id"), ["member_id"], unique=False)

    op.create_table(
        "session_invitations",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_group", sa.Text(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("attended_by", sa.Integer(), nullable=True),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attended_by"], ["people.id"], name=op.f("fk_session_invitations_attended_by_people")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_session_invitations_member_id_members")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_invitations_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_session_invitations")),
    )
    with op.batch_alter_table("session_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_invitations_member_id"), ["member_id"], unique=False)

    op.create_table(
        "session_reflections",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("take_away", sa.Text(), server_default="", nullable=False),
        sa.Column("now_what", sa.Text(), server_default="", nullable=False),
        sa.Column("worth", sa.Integer(), nullable=True),
        sa.Column("for_group", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("for_mentor", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_session_reflections_member_id_members")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_reflections_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_session_reflections")),
    )
    with op.batch_alter_table("session_reflections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_reflections_member_id"), ["member_id"], unique=False)

    op.create_table(
        "session_seats",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["session_groups.id"], name=op.f("fk_session_seats_group_id_session_groups")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_session_seats_member_id_members")),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_session_seats")),
    )
    with op.batch_alter_table("session_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_seats_member_id"), ["member_id"], unique=False)
