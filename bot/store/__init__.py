"""The database: tables, migrations, and queries by capability. Hands out frozen dataclasses of `bot.domain`.

Every query function takes an open `Tx` first; nothing here decides anything or begins a transaction of its own.
"""

from bot.store import schema_questions as schema_questions  # so that whoever has the metadata has every table
