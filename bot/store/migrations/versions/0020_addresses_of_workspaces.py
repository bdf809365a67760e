"""Remember the address of a workspace, with which links to its messages begin."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("workspaces", sa.Column("url", sa.Text(), server_default="", nullable=False))
