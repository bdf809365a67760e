"""`questions` and `resources`, import and export, as an operator runs them."""

from pathlib import Path

from bot.sandbox.slack.server import SlackServer
from tests.commands.conftest import CommandLine
from tests.commands.test_roster_command import make_program

BANK = """\
story:
- key: ours.one
  for: [mentee, group]
  text: What did the bridge teach you?
  resource: https://library.example/bridge
- key: ours.two
  for: [mentee]
  text: Is it going well?
"""
LIBRARY = """\
- {title: The bridge, link: 'https://library.example/bridge', kind: read, minutes: 10, tags: [calm]}
- {title: No link, link: library, kind: read}
"""


async def test_a_bank_and_a_library_go_in_and_come_out(
    slack: SlackServer, command: CommandLine, tmp_path: Path
) -> None:
    await make_program(slack, command)
    (tmp_path / "bank.yaml").write_text(BANK, "utf-8")
    (tmp_path / "library.yaml").write_text(LIBRARY, "utf-8")
    done = await command("resources", "import", "library.yaml")
    assert (done.status, done.err) == (1, "")
    assert done.lines == [
        "added: The bridge",
        "refused: entry 2 (No link): its link is none that begins with http:// or https://",
        "1 added, 0 changed, 0 unchanged, 1 refused",
    ]
    done = await command("questions", "import", "bank.yaml", "--program", "leaders")
    assert (done.status, done.err) == (1, "")
    assert done.lines == [
        "added: ours.one",
        "refused: story, entry 2 (ours.two): it can be answered by yes or no; begin with what, how, which, who or when",
        "1 added, 0 changed, 0 unchanged, 1 refused",
    ]
    for what in ("questions", "resources"):
        exported = await command(what, "export")
        (tmp_path / "out.yaml").write_text(exported.out, "utf-8")
        again = await command(what, "import", "out.yaml")
        assert (again.status, again.lines) == (0, ["0 added, 0 changed, 1 unchanged, 0 refused"])


async def test_what_cannot_be_read_is_said_in_a_line(slack: SlackServer, command: CommandLine, tmp_path: Path) -> None:
    done = await command("questions", "export")
    assert (done.status, done.out) == (1, "")
    assert done.err == "There is no program yet; make it with `reciprocal program create`.\n"
    await make_program(slack, command)
    (tmp_path / "bomb.yaml").write_text("a: &a [x]\nb: *a\n", "utf-8")
    done = await command("questions", "import", "bomb.yaml")
    assert (done.status, done.err) == (
        1,
        "bomb.yaml: line 2 refers to another part with *, which is not taken here.\n",
    )
    done = await command("resources", "import", "nowhere.yaml")
    assert (done.status, done.err) == (1, "nowhere.yaml cannot be read: No such file or directory.\n")
    done = await command("questions", "export", "--program", "Other")
    assert (done.status, done.err) == (1, "There is no program “Other”; there are: Leaders.\n")
