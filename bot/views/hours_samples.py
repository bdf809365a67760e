"""Samples of everything about hours, reports and consent, with invented people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.hours import Category, Standing
from bot.views import hours, hours_forms
from bot.views.hours import DeskView, LedgerView, ReportedView

TODAY = date(2026, 11, 27)
STANDINGS = (
    Standing(Category.MENTORING, 615, 3000),
    Standing(Category.COACHING, 180),
    Standing(Category.SESSIONS, 0, 720),
)


def hours_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name; `said` gives the members' own words."""
    topic = said("Reading course, unit 3")
    waiting = [ReportedView(n, f"Person {n}", Category.OWN, date(2026, 11, n + 1), 45 * n, topic) for n in range(1, 11)]
    mine = LedgerView(31, 7, "Harbor Leaders", STANDINGS)
    approved = ReportedView(1, "Ana Lima", Category.OWN, TODAY, 90, topic, approved=True)
    declined = ReportedView(2, "Ana Lima", Category.SESSIONS, TODAY, 120, topic, approved=False)
    less = hours.CorrectionView(Category.OWN, TODAY, -30, said("It was counted twice."))
    programs = [(31, "Harbor Leaders"), (32, "Bay Mentors")]
    kinds = ["meetings", "hours", "checkins", "district", "research"]
    return {
        "hours_mine": hours.board_modal(w, [mine], []),
        "hours_nothing_yet": hours.board_modal(w, [LedgerView(31, 7, "Harbor Leaders", ())], []),
        "hours_of_a_coordinator": hours.board_modal(
            w, [mine], [DeskView(7, "Harbor Leaders", waiting, 24), DeskView(8, "Bay Mentors", (), 0)]
        ),
        "hours_decided_one": hours.decided(w, "Cora Reyes", [approved]),
        "hours_decided_several": hours.decided(w, "Cora Reyes", [approved, declined]),
        "hours_corrected_one": hours.corrected(w, "Cora Reyes", [less]),
        "hours_corrected_several": hours.corrected(w, "Cora Reyes", [less, replace(less, minutes=45)]),
        "hours_report_form": hours_forms.report_modal(w, TODAY, programs),
        "hours_correct_form": hours_forms.correct_modal(w, TODAY, 7),
        "hours_targets_form": hours_forms.targets_modal(w, 7, {Category.COACHING: 630}),
        "report_form": hours_forms.reports_modal(w, programs, kinds),
        "report_form_with_districts": hours_forms.reports_modal(
            w, programs, kinds, [(n, 31 + n % 2, f"District {n}") for n in range(1, 261)]
        ),
        "consent_asked": hours.consent(w, "Harbor Leaders", 31, None),
        "consent_given": hours.consent(w, "Harbor Leaders", 31, True),
        "consent_refused": hours.consent(w, "Harbor Leaders", 31, False),
    }
