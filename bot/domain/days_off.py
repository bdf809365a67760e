"""Days off as an operator types them: `2026-11-26`, or from the first to the last day `2026-12-21..2027-01-01`."""

from datetime import date, timedelta

from bot.domain.programs import DaysOff

LONGEST = timedelta(days=366)


def read_span(text: str) -> DaysOff:
    """Return the days off of a whole program that `text` names, first and last day included.

    Raises ValueError with what is wrong, for whoever typed it.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    starts = _day(first, text)
    ends = _day(last, text) if dots else starts
    if ends < starts:
        raise ValueError(f"“{text}” would end before it begins")
    if ends - starts > LONGEST:
        raise ValueError(f"“{text}” is longer than a year")
    return DaysOff(starts, ends)


def _day(text: str, whole: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{whole}” is not a day like 2026-11-26, nor a span like 2026-12-21..2027-01-01") from None


def span_words(span: DaysOff) -> str:
    """Return days off as they are typed."""
    return f"{span.starts}" if span.starts == span.ends else f"{span.starts}..{span.ends}"
