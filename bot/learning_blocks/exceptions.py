"""Exceptions: people whose meetings are never in the way of a member's block, as that member chose them."""

import re
from collections.abc import Collection
from typing import Final

from bot.learning_blocks.addresses import LONGEST, BadAddress
from models.uow import UnitOfWork

MOST: Final = 50
"""People, and addresses, of one member's list."""
_PERSON: Final = re.compile(r"[UW][A-Z0-9]{1,30}")
_ADDRESS: Final = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+")


async def choose(uow: UnitOfWork, user_id: str, *, people: Collection[str], addresses: str) -> frozenset[str]:
    """Let these people's meetings, and no others', never be in the way; return whose address nobody knows.

    `addresses` are e-mail addresses as they were written. Raises `BadAddress`, and then changes nothing.
    """
    written = read_addresses(addresses)
    chosen = sorted({each for each in people if _PERSON.fullmatch(each) and each != user_id})[:MOST]
    await uow.blocks.keep_exceptions(user_id, [*chosen, *sorted(written)])
    return frozenset(chosen) - await uow.people.known(chosen)


async def chosen(uow: UnitOfWork, user_id: str) -> tuple[list[str], list[str]]:
    """Return whom a member chose, and the addresses that they wrote."""
    kept = await uow.blocks.exceptions(user_id)
    return [each for each in kept if "@" not in each], [each for each in kept if "@" in each]


async def addresses_of(uow: UnitOfWork, user_id: str) -> frozenset[str]:
    """Return the addresses (lower case) of organizers whose meetings are never in a member's way."""
    people, written = await chosen(uow, user_id)
    return frozenset(written) | await uow.people.addresses(people)


def read_addresses(text: str) -> frozenset[str]:
    """Return the addresses in a text, in lower case. Raises `BadAddress` with the sentence to show."""
    found = [word for word in re.split(r"[\s,;]+", text) if word]
    wrong = next((word for word in found if not _is_address(word)), None)
    if wrong is not None:
        raise BadAddress(
            f"“{wrong[:40]}” is no e-mail address. Write one such as kim@example.com, each on its own line."
        )
    if len(set(found)) > MOST:
        raise BadAddress(f"At most {MOST} addresses, please.")
    return frozenset(word.lower() for word in found)


def _is_address(word: str) -> bool:
    return len(word) <= LONGEST and word.isprintable() and _ADDRESS.fullmatch(word) is not None
