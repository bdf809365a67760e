"""What digests ask coordinators to see to."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "digest_matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("detail", sa.String(length=64), server_default="", nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_digest_matters_done_by_people")),
        sa.ForeignKeyConstraint(["pair_id"], ["pairs.id"], name=op.f("fk_digest_matters_pair_id_pairs")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_digest_matters_program_id_programs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_matters")),
    )
    with op.batch_alter_table("digest_matters", schema=None) as batch_op:
        batch_op.create_index("ix_digest_matters_kind_subject_id", ["kind", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_matters_pair_id"), ["pair_id"], unique=False)
        batch_op.create_index("uq_digest_matters_matter", ["program_id", "day", "kind", "subject_id"], unique=True)
