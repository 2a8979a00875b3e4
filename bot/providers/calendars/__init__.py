"""The calendars that blocks are written to, one file each."""
