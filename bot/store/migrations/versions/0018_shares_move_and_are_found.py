"""Remember what took the place of a win or challenge whose author chose another audience; find posts by their place."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_to", sa.Integer(), nullable=True))
        batch_op.create_index("ix_shares_moved_to", ["moved_to"], unique=False)
    op.create_index(
        "ix_outbox_share_posts",
        "outbox",
        ["channel", "ts"],
        unique=False,
        sqlite_where=sa.text("kind = 'share_post'"),
        postgresql_where=sa.text("kind = 'share_post'"),
    )
