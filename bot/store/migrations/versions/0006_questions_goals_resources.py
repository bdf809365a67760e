"""Questions, goals and resources."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("tags", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_goals_member_id_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    with op.batch_alter_table("goals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goals_member_id"), ["member_id"], unique=False)

    op.create_table(
        "resources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("tags", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("suggested_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_resources_program_id_programs")),
        sa.ForeignKeyConstraint(["suggested_by"], ["members.id"], name=op.f("fk_resources_suggested_by_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.UniqueConstraint("program_id", "link", name=op.f("uq_resources_program_id_link")),
    )
    op.create_table(
        "goal_progress",
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("check_in_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name=op.f("fk_goal_progress_check_in_id_check_ins")),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_goal_progress_goal_id_goals")),
        sa.PrimaryKeyConstraint("goal_id", "check_in_id", name=op.f("pk_goal_progress")),
    )
    with op.batch_alter_table("goal_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_progress_check_in_id"), ["check_in_id"], unique=False)

    op.create_table(
        "goal_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_goal_readings_goal_id_goals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_readings")),
    )
    with op.batch_alter_table("goal_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_readings_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "goal_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_goal_steps_goal_id_goals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_steps")),
    )
    with op.batch_alter_table("goal_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_steps_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "goal_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goals.id"], name=op.f("fk_goal_versions_goal_id_goals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_versions")),
    )
    with op.batch_alter_table("goal_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_versions_goal_id"), ["goal_id"], unique=False)

    op.create_table(
        "kept_resources",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_kept_resources_member_id_members")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resources.id"], name=op.f("fk_kept_resources_resource_id_resources")
        ),
        sa.PrimaryKeyConstraint("member_id", "resource_id", name=op.f("pk_kept_resources")),
    )
    with op.batch_alter_table("kept_resources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_resources_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "program_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("about_meetings", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_program_questions_program_id_programs")),
        sa.ForeignKeyConstraint(
            ["resource_id"], ["resources.id"], name=op.f("fk_program_questions_resource_id_resources")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_questions")),
        sa.UniqueConstraint("program_id", "name", name=op.f("uq_program_questions_program_id_name")),
    )
    op.create_table(
        "question_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("question_key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_question_draws_member_id_members")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_question_draws_pair_id_pairs")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_question_draws_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_draws")),
    )
    with op.batch_alter_table("question_draws", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_draws_pair_id"), ["pair_id"], unique=False)
        batch_op.create_index("ix_question_draws_person_id_asked_at", ["person_id", "asked_at"], unique=False)

    op.create_table(
        "community_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=True),
        sa.Column("message_key", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["question_draws.id"], name=op.f("fk_community_questions_draw_id_question_draws")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["programs.id"], name=op.f("fk_community_questions_program_id_programs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_questions")),
        sa.UniqueConstraint("draw_id", name=op.f("uq_community_questions_draw_id")),
        sa.UniqueConstraint("message_key", name=op.f("uq_community_questions_message_key")),
    )
    with op.batch_alter_table("community_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_questions_program_id"), ["program_id"], unique=False)

    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("questions_version", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("question_every_weeks", sa.Integer(), server_default="2", nullable=False))
        batch_op.add_column(sa.Column("next_question_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("goal_framework", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_programs_next_question_at"), ["next_question_at"], unique=False)

    # Long past, so that the clock finds them at once, posts nothing that late, and sets the next moment by its rule.
    op.execute("UPDATE programs SET next_question_at = '1970-01-01 00:00:00.000000'")
