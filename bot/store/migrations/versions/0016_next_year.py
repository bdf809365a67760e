"""Go on with another program in the next year, and erase texts some time after a program's end."""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NEW = ("turned_at", "words_next_at", "words_told_at", "words_erased_at")
TOLD_BEFORE = timedelta(days=14)


def upgrade() -> None:
    """Apply the change. Nothing is erased before coordinators have been told, however long a program is over."""
    op.create_table(
        "next_years",
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("turned_to", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_next_years_done_by_people")),
        sa.ForeignKeyConstraint(["into_id"], ["programs.id"], name=op.f("fk_next_years_into_id_programs")),
        sa.ForeignKeyConstraint(["planned_by"], ["people.id"], name=op.f("fk_next_years_planned_by_people")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_next_years_program_id_programs")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("pk_next_years")),
    )
    with op.batch_alter_table("next_years", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_next_years_next_at"), ["next_at"], unique=False)
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("keep_words_months", sa.Integer(), server_default="12", nullable=False))
        for name in NEW:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_programs_words_next_at"), ["words_next_at"], unique=False)
    _schedule()


def _schedule() -> None:
    """Set when coordinators are told, two weeks before a year is over since the last day."""
    programs = sa.table(
        "programs", sa.column("id"), sa.column("ends", sa.Date), sa.column("words_next_at", sa.DateTime(timezone=True))
    )
    bind = op.get_bind()
    ending = sa.select(programs.c.id, programs.c.ends).where(programs.c.ends.is_not(None))
    for program_id, ends in bind.execute(ending).all():
        moment = datetime.combine(_a_year_after(ends), time(9), tzinfo=UTC) - TOLD_BEFORE
        stored = moment.replace(tzinfo=None) if bind.dialect.name == "sqlite" else moment
        bind.execute(programs.update().where(programs.c.id == program_id).values(words_next_at=stored))


def _a_year_after(ends: date) -> date:
    return ends.replace(year=min(ends.year + 1, 9000), day=min(ends.day, 28))
