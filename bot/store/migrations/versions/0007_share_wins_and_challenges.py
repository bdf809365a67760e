"""Share wins and challenges."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("so_what", sa.Text(), server_default="", nullable=False),
        sa.Column("help", sa.Text(), server_default="", nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_shares_author_id_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_shares_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("form_id", name=op.f("uq_shares_form_id")),
    )
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shares_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shares_next_at"), ["next_at"], unique=False)
        batch_op.create_index(
            "ix_shares_program_id_kind_created_at", ["program_id", "kind", "created_at"], unique=False
        )

    op.create_table(
        "feedback_threads",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("peers_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mentor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("now_what", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_feedback_threads_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", name=op.f("pk_feedback_threads")),
    )
    op.create_table(
        "share_thanks",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_share_thanks_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "slack_id", name=op.f("pk_share_thanks")),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("share_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_suggestions_author_id_people")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_suggestions_by_id_people")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_suggestions_share_id_shares")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.create_index("uq_suggestions_message", ["author_id", "channel", "ts"], unique=True)

    op.create_table(
        "thread_helpers",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thread_helpers_person_id_people")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_thread_helpers_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "person_id", name=op.f("pk_thread_helpers")),
    )
    with op.batch_alter_table("thread_helpers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_helpers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "thread_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_thread_questions_author_id_people")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_thread_questions_share_id_shares")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_questions")),
        sa.UniqueConstraint("form_id", name=op.f("uq_thread_questions_form_id")),
    )
    with op.batch_alter_table("thread_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_questions_share_id"), ["share_id"], unique=False)

    op.create_table(
        "thread_replies",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("ts", sa.String(length=32), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_thread_replies_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "ts", name=op.f("pk_thread_replies")),
    )
    with op.batch_alter_table("thread_replies", schema=None) as batch_op:
        batch_op.create_index("ix_thread_replies_slack_id_replied_at", ["slack_id", "replied_at"], unique=False)

    op.create_table(
        "share_readers",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_share_readers_pair_id_pairs")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_share_readers_person_id_people")),
        sa.ForeignKeyConstraint(["share_id"], ["shares.id"], name=op.f("fk_share_readers_share_id_shares")),
        sa.PrimaryKeyConstraint("share_id", "person_id", name=op.f("pk_share_readers")),
    )
