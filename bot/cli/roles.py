"""The roles that a process of `thrice serve` can have."""

from enum import StrEnum


class Role(StrEnum):
    """What a process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
