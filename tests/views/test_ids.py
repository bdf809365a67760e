"""Ids that Slack hands back: each names one thing, whichever module it stands in. Modals have names of their own."""

from collections import Counter

from bot.views import (
    desk_ids,
    hours_ids,
    ids,
    personal_ids,
    pulse_ids,
    question_ids,
    session_day_ids,
    session_ids,
    year_ids,
)


def test_no_id_names_two_things() -> None:
    named = [
        (name.endswith("_MODAL"), value)
        for module in (
            *(ids, question_ids, hours_ids, desk_ids, session_ids, session_day_ids, personal_ids, pulse_ids),
            *(year_ids,),
        )
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str)
    ]
    assert [value for value, times in Counter(named).items() if times > 1] == []
