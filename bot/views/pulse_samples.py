"""Samples of the two questions of a term, with invented people."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.pulses import PulseAnswer
from bot.views import pulses
from bot.views.pulses import ResultView

TERM = (date(2026, 8, 17), date(2027, 1, 8))


def pulse_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name; `said` gives the members' own words."""
    answer = PulseAnswer(4, 5, said("Tuesdays at seven suit us both."))
    some = [("Ana Lima", answer), ("Ben Osei", PulseAnswer(3))]
    many = [(f"Person {n}", answer) for n in range(60)]
    program = "Harbor Leaders"
    others = [ResultView("Bay Mentors", TERM), ResultView("Coast Mentors", None)]
    full = [ResultView(program, TERM, some), *others]
    return {
        "pulse_asked": pulses.asked(w, program, 31, "1", answered=False),
        "pulse_answered": pulses.asked(w, program, 31, "1", answered=True),
        "pulse_form": pulses.form_modal(w, 31, "1", program, None, in_pair=True),
        "pulse_form_again": pulses.form_modal(w, 31, "1", program, answer, in_pair=True),
        "pulse_form_without_pair": pulses.form_modal(w, 31, "1", program, None, in_pair=False),
        "pulse_results": pulses.results_modal(w, full),
        "pulse_results_of_many": pulses.results_modal(w, [ResultView(program, TERM, many)]),
    }
