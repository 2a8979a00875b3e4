"""Schema changes, from every earlier version to this one."""
