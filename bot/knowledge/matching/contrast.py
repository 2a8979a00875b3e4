"""What two questions do not have in common: the words that tell "book a room" from "cancel a room"."""

import re
from functools import lru_cache

from bot.knowledge.detection.content import content_words, root, words

_NUMBER = re.compile(r"\d")


def differing(a: str, b: str) -> tuple[str, str]:
    """Return both questions without the matter they share, so that what remains can be compared by itself.

    Words that any question may contain ("how", "get", "my") stay on both sides: alone they carry little, but they
    hold the rest together for the embedder.
    """
    words_a, words_b = words(a), words(b)
    shared = _matter(a) & _matter(b)
    return (
        " ".join(word for word in words_a if root(word) not in shared),
        " ".join(word for word in words_b if root(word) not in shared),
    )


def only_numbers_differ(a: str, b: str) -> bool:
    """Whether the matter of both is the same but for numbers: version 18 and version 22, form A1 and form A2."""
    matter_a, matter_b = _matter(a), _matter(b)
    left_a, left_b = matter_a - matter_b, matter_b - matter_a
    return bool(left_a and left_b) and all(map(_NUMBER.search, left_a | left_b))


@lru_cache(maxsize=2048)  # a question meets the same neighbours again and again
def _matter(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in content_words(text))
