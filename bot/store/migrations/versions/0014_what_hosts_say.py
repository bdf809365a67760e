"""Keep what hosts say to all groups of a running session."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "session_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_session_calls_by_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_calls_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_calls")),
    )
    with op.batch_alter_table("session_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_calls_session_id"), ["session_id"], unique=False)
