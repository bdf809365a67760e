"""Remember who asked to be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "forgotten",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_forgotten_workspace_id_workspaces")),
        sa.PrimaryKeyConstraint("workspace_id", "address", name=op.f("pk_forgotten")),
    )
