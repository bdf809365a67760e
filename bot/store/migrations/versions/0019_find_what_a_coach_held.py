"""Find the meetings that a coach held, for the coach's hours, without reading those of all pairs."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_index(
        "ix_meetings_coach_id",
        "meetings",
        ["coach_id"],
        unique=False,
        sqlite_where=sa.text("coach_id IS NOT NULL"),
        postgresql_where=sa.text("coach_id IS NOT NULL"),
    )
