"""What the log never holds."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    """Leave logging as it was for the other tests."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_values(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure("info", form)  # type: ignore[arg-type]
    words = " ".join(["what", "Mia", "wrote"])
    try:
        raise RuntimeError(f"about {len(words)} characters")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("a request failed")
        structlog.get_logger().exception("a job failed")
    written = capsys.readouterr().err
    assert "a request failed" in written
    assert "a job failed" in written
    assert "Mia wrote" not in written
