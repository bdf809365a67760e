"""The benchmark runs, in tiny: so that it can't rot between one release and the next."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_it_prints_its_tables_and_nothing_is_lost() -> None:
    command = [sys.executable, "-m", "tests.bench", "--quick", "--part", "thursday", "--part", "groups"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first, *tables = done.stdout.split("\n\n")
    assert first.startswith("Measured on ")
    for table in tables:
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
        assert rows
        for name in {"lost", "twice"} & set(head):
            assert {row[head.index(name)] for row in rows} == {"0"}
