"""A prompt that stays away because of holidays is explained in the sandbox, and `--alone` keeps the others still."""

from pathlib import Path

from sqlalchemy import select

from bot.domain.programs import DaysOff
from bot.operations.sandbox import bot_starter
from bot.sandbox.community.holidays import holidays
from bot.sandbox.run import sandbox
from bot.store.programs import add_days_off
from bot.store.schema import programs
from tests.scenario.test_sandbox_start_over import start_over
from tests.scenario.visiting import MONDAY, visit, visited_sandbox

MENTEE = "mia.sol"


async def test_the_week_without_a_prompt_is_named_with_its_holidays(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        store = page.running.world.bot.store
        with store.write() as tx:
            program = tx.execute(select(programs.c.id)).scalar_one()
            off: list[DaysOff] = [span for span in holidays(2026) if span.title == "Thanksgiving break"]
            add_days_off(tx, program, off)
        said = [str((await page.post("/time", {"step": "prompt", "who": MENTEE}))["said"]) for _ in range(2)]
        assert "Thursday 19 November" in said[0]
        assert "Nothing in the week of" not in said[0]
        assert "Thursday 3 December" in said[1]
        assert said[1].endswith(" Nothing in the week of 23 November: Thanksgiving break.")


async def test_alone_the_others_do_nothing_until_a_visitor_says_so(tmp_path: Path) -> None:
    starter = bot_starter(tmp_path / "sandbox.db")
    async with sandbox(starter, 0, MONDAY, alone=True) as running, visit(running) as page:
        assert not running.world.life.on
        assert running.world.life.next_moment() is None
        await page.post("/others", {"mode": "on"})
        assert running.world.life.on
        await start_over(page)
        assert not running.world.life.on
