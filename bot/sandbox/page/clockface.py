"""The workspace's clock in words, as the page's head shows it to somebody."""

from datetime import datetime

from bot.sandbox.page.markup import Reader


def clock_words(reader: Reader, moment: datetime) -> dict[str, str]:
    """Return a UTC moment on the reader's clock: `day` and `time` as they are read, `short_day` for narrow windows,
    `iso` for machines.
    """
    here = reader.local(moment)
    return {
        "iso": moment.isoformat(),
        "day": reader.day(moment),
        "short_day": f"{here:%a} {here.day} {here:%b}",
        "time": reader.time(moment),
    }
