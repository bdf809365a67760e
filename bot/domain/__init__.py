"""Pure rules: standard library only. No I/O, no SQL, no Slack; `now` comes as an argument."""
