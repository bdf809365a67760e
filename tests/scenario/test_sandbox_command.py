"""`reciprocal sandbox` as a process of its own: it says where it is, and Ctrl-C ends it, whoever is looking."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys

import aiohttp

WITHOUT_JINJA = "import sys; sys.modules['jinja2'] = None; from bot.cli import app; app(['sandbox', '--no-open'])"


async def test_it_says_where_it_is_and_ends() -> None:
    arguments = ("-m", "bot", "sandbox", "--no-open", "--port", "18430")
    real = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "3", "PORT": "none"}
    environment = {**os.environ, **real, "DATABASE_URL": "postgresql://of.a/real-workspace"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    while b"ready" not in (line := await process.stdout.readline()):
        assert b"in use" in line
    address = line.decode().split()[-1]
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(address) as answer:
            assert answer.status == 200
        async with session.get(f"{address.partition('/?')[0]}/as/malik.montclair/live") as live:
            assert live.status == 200
            process.send_signal(signal.SIGINT)
            said, trouble = await process.communicate()
    assert process.returncode == 0
    assert b"has ended" in said
    assert trouble == b""


async def test_a_port_in_use_gives_way_to_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = (sys.executable, "-m", "bot", "sandbox", "--no-open", "--port", str(port))
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        first, second = await process.stdout.readline(), await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, trouble = await process.communicate()
    found = re.fullmatch(rf"Port {port} is in use; the sandbox took (\d+)\.", first.decode().strip())
    assert found is not None
    assert f"http://127.0.0.1:{found.group(1)}/?token=" in second.decode()
    assert int(found.group(1)) > port
    assert (process.returncode, trouble) == (0, b"")


def test_without_its_extra_it_says_how_to_install_it() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT_JINJA], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == "The sandbox is not installed: run `pip install 'reciprocal[sandbox]'`.\n"
