"""The database: tables, migrations, and queries by capability. Hands out frozen dataclasses of `bot.domain`.

Every query function takes an open `Tx` first; nothing here decides anything or begins a transaction of its own.
"""

# So that whoever has the metadata has every table.
from bot.store import schema as schema
from bot.store import schema_desk as schema_desk
from bot.store import schema_digests as schema_digests
from bot.store import schema_nudges as schema_nudges
from bot.store import schema_peers as schema_peers
from bot.store import schema_privacy as schema_privacy
from bot.store import schema_questions as schema_questions
from bot.store import schema_schedules as schema_schedules
from bot.store import schema_session_day as schema_session_day
from bot.store import schema_sessions as schema_sessions
from bot.store import schema_setup as schema_setup
from bot.store import schema_years as schema_years
