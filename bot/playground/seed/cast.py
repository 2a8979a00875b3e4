"""Who works at Northwind Robotics, where they live, and in which channels they meet."""

from dataclasses import dataclass
from typing import Final

TEAM_NAME: Final = "Northwind Robotics"
TEAM_DOMAIN: Final = "northwind-robotics"
OFFICE_ZONE: Final = "Europe/Amsterdam"


@dataclass(frozen=True)
class Someone:
    """One person; `name` is the handle by which transcripts and steps call them."""

    name: str
    real_name: str
    display_name: str
    tz: str
    color: str
    """Hexadecimal, behind the initials."""
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_stranger: bool = False


@dataclass(frozen=True)
class Room:
    """One channel. `members` are handles; none means everybody who is neither guest nor stranger."""

    name: str
    topic: str
    created_by: str = "ingrid"
    is_private: bool = False
    members: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    """Guests and strangers who are in it besides."""
    has_app: bool = True
    """Whether the app is invited when it is brought in."""


PEOPLE: Final = (
    # The workspace's owner comes first: whoever makes a workspace owns it.
    Someone("ingrid", "Ingrid Solberg", "Ingrid", OFFICE_ZONE, "6d5bb0", is_admin=True, is_owner=True),
    Someone("amina", "Amina Diallo", "Amina", "Africa/Dakar", "b5493c"),
    Someone("tomas", "Tomáš Novák", "Tomáš", "Europe/Prague", "2c7d84", is_admin=True),
    Someone("priya", "Priya Raman", "Priya", "Asia/Kolkata", "a8702a"),
    Someone("diego", "Diego Fuentes", "Diego", "America/Mexico_City", "bf5a86"),
    Someone("kiri", "Kiri Tamati", "Kiri", "Pacific/Auckland", "7a8a2e"),
    Someone("samuel", "Samuel Okafor", "Samuel", "Africa/Lagos", "3f6fb0"),
    Someone("noor", "Noor Haddad", "Noor", "Asia/Amman", "8c4f9e"),
    Someone("lena", "Lena Vogel", "Lena", "Europe/Berlin", "3c7f55"),
    Someone("joao", "João Pereira", "João", "America/Sao_Paulo", "5b6f8a"),
    Someone("yuki", "Yuki Tanaka", "Yuki", "Asia/Tokyo", "a04a6a"),
    Someone("marcus", "Marcus Bell", "Marcus", "America/Denver", "4a8fb5"),
    Someone("elif", "Elif Kaya", "Elif", "Europe/Istanbul", "94623f", is_guest=True),
    Someone("rahel", "Rahel Tesfaye", "Rahel", "Europe/Oslo", "5f5aa0", is_stranger=True),
)

_ENGINEERS = ("samuel", "priya", "yuki", "kiri", "joao", "diego", "marcus", "amina", "tomas", "ingrid")

CHANNELS: Final = (
    Room("general", "News for everybody"),
    Room("help", "Stuck? Ask here: accounts, machines, rooms, forms", guests=("elif",)),
    Room("engineering", "Firmware, navigation, cloud", created_by="samuel", members=_ENGINEERS),
    Room("office", "Rooms, food, keys, cars"),
    Room(
        "field",
        "Robots out there, with our partners of Gearwright",
        created_by="diego",
        members=("diego", "samuel", "kiri", "marcus", "priya", "ingrid"),
        guests=("rahel",),
    ),
    Room("random", "Everything else", created_by="kiri", guests=("elif",), has_app=False),
    Room("leads", "Budgets and people", is_private=True, members=("ingrid", "samuel", "noor", "marcus")),
)
