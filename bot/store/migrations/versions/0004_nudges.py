"""The ladder of nudges, obstacles and observations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "pair_settings",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("nudges_on", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("grace_days", sa.Integer(), server_default="3", nullable=False),
        sa.Column("step_days", sa.Integer(), server_default="7", nullable=False),
        sa.Column("observations_target", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cover_on", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_pair_settings_program_id_programs")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_pair_settings")),
    )
    op.create_table(
        "ladders",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stepped_on", sa.Date(), nullable=True),
        sa.Column("met_before", sa.Date(), nullable=True),
        sa.Column("counts_from", sa.Date(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("next_nudge_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_ladders_pair_id_pairs")),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_ladders")),
    )
    with op.batch_alter_table("ladders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ladders_next_nudge_at"), ["next_nudge_at"], unique=False)

    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("period", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("cover", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reflect_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("works", sa.Text(), server_default="", nullable=False),
        sa.Column("wonder", sa.Text(), server_default="", nullable=False),
        sa.Column("reflected_by", sa.Integer(), nullable=True),
        sa.Column("reflected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_observations_decided_by_people")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_observations_pair_id_pairs")),
        sa.ForeignKeyConstraint(["planned_by"], ["people.id"], name=op.f("fk_observations_planned_by_people")),
        sa.ForeignKeyConstraint(["reflected_by"], ["people.id"], name=op.f("fk_observations_reflected_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observations_pair_id"), ["pair_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_observations_reflect_at"), ["reflect_at"], unique=False)

    op.create_table(
        "obstacles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_obstacles_author_id_people")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_obstacles_closed_by_people")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_obstacles_pair_id_pairs")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_obstacles_program_id_programs")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_obstacles_taken_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obstacles")),
    )
    with op.batch_alter_table("obstacles", schema=None) as batch_op:
        batch_op.create_index("ix_obstacles_pair_id", ["pair_id"], unique=False)
        batch_op.create_index("ix_obstacles_program_id_closed_at", ["program_id", "closed_at"], unique=False)

    op.create_table(
        "pair_endings",
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_pair_endings_ended_by_people")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_pair_endings_pair_id_pairs")),
        sa.PrimaryKeyConstraint("pair_id", name=op.f("pk_pair_endings")),
    )
    op.create_table(
        "coordinator_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("obstacle_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_coordinator_messages_author_id_people")),
        sa.ForeignKeyConstraint(
            ["obstacle_id"], ["obstacles.id"], name=op.f("fk_coordinator_messages_obstacle_id_obstacles")
        ),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_coordinator_messages_pair_id_pairs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordinator_messages")),
    )
    with op.batch_alter_table("coordinator_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coordinator_messages_pair_id"), ["pair_id"], unique=False)

    # Every pair is looked at once, at the next tick.
    op.execute(
        "INSERT INTO ladders (pair_id, step, next_nudge_at) "
        "SELECT id, 0, '2026-01-01 00:00:00' FROM pairs WHERE ends IS NULL"
    )
