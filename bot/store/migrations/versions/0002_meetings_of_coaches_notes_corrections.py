"""Meetings of coaches, notes, corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("coach_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("leader_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notes", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("talk_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("pair_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            "ix_meetings_leader_id_coach_id_held_on", ["leader_id", "coach_id", "held_on"], unique=False
        )
        batch_op.create_foreign_key(batch_op.f("fk_meetings_changed_by_people"), "people", ["changed_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_meetings_coach_id_members"), "members", ["coach_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_meetings_leader_id_members"), "members", ["leader_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_meetings_whose"), "(pair_id IS NULL) = (coach_id IS NOT NULL AND leader_id IS NOT NULL)"
        )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index("ix_members_program_id_coach_email", ["program_id", "coach_email"], unique=False)

    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("coaching_minutes", sa.Integer(), nullable=True))
