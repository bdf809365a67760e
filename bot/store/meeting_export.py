"""All meetings of a program, read in parts: as many as a program may have, never all of them in memory."""

from datetime import date

from sqlalchemy import and_, func, or_, select

from bot.store.database import Tx
from bot.store.schema import meetings, members, pairs, people

AT_ONCE = 1000  # rows of a part

Row = tuple[str, str, date, int, str]


def meetings_of_program(
    tx: Tx, program_id: int, first: date | None, last: date | None, after: tuple[date, int] | None = None
) -> tuple[list[Row], tuple[date, int] | None]:
    """Return (email of the mentor or coach, of the mentee or leader, day, minutes, kind) of the next meetings from the
    day `first` to the day `last`, by day, and where to go on; None when that was all.

    Notes are nobody's but the two's, so they are not read.
    """
    senior, junior = members.alias("senior"), members.alias("junior")
    senior_person, junior_person = people.alias("senior_person"), people.alias("junior_person")
    day, id_ = meetings.c.held_on, meetings.c.id
    conditions = [senior.c.program_id == program_id]
    conditions += [day >= first] if first is not None else []
    conditions += [day <= last] if last is not None else []
    conditions += [or_(day > after[0], and_(day == after[0], id_ > after[1]))] if after is not None else []
    query = (
        select(senior_person.c.email, junior_person.c.email, day, meetings.c.minutes, meetings.c.kind, id_)
        .select_from(meetings)
        .join(pairs, pairs.c.id == meetings.c.pair_id, isouter=True)
        .join(senior, senior.c.id == func.coalesce(pairs.c.mentor_id, meetings.c.coach_id))
        .join(junior, junior.c.id == func.coalesce(pairs.c.mentee_id, meetings.c.leader_id))
        .join(senior_person, senior_person.c.id == senior.c.person_id)
        .join(junior_person, junior_person.c.id == junior.c.person_id)
        .where(*conditions)
        .order_by(day, id_)
        .limit(AT_ONCE)
    )
    found = tx.execute(query).all()
    following = (found[-1][2], found[-1][5]) if len(found) == AT_ONCE else None
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found], following
