"""The ids of everything about hours, reports and consent that can be pressed or filled in; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

# Actions
HOURS_LOOK = "hours_look"
HOURS_REPORT = "hours_report"
HOURS_STATEMENT = "hours_statement"  # program id
HOURS_APPROVE = "hours_approve"  # id of the entry
HOURS_DECLINE = "hours_decline"  # likewise
HOURS_TARGETS = "hours_targets"  # program id
HOURS_CORRECT = "hours_correct"  # program id
REPORT_OPEN = "report_open"
RESEARCH_BEGIN = "research_begin"  # program id
CONSENT_YES = "consent_yes"  # member id
CONSENT_NO = "consent_no"  # member id

# Modals
HOURS_MODAL = "hours"
HOURS_REPORT_MODAL = "hours_report"
HOURS_CORRECT_MODAL = "hours_correct"
HOURS_TARGETS_MODAL = "hours_targets"
REPORT_MODAL = "report"

# Blocks whose state is read
HOURS_MEMBER = "hours_member"
HOURS_CATEGORY = "hours_category"
HOURS_DAY = "hours_day"
HOURS_MINUTES = "hours_minutes"
HOURS_TOPIC = "hours_topic"
HOURS_WHO = "hours_who"
HOURS_REASON = "hours_reason"
HOURS_TARGET = "hours_target_"  # with the category
REPORT_PROGRAM = "report_program"
REPORT_KIND = "report_kind"
REPORT_DISTRICT = "report_district"
REPORT_FIRST = "report_first"
REPORT_LAST = "report_last"
