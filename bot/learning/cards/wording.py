"""Words as cards compare them: stems of the words that mean something, exact facts, and whether a text says no."""

import hashlib
import re
from typing import Final

_WORD = re.compile(r"[^\W_]+(?:['’./+#-][^\W_]+)*[+#]*")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|nobody|nothing|except|unless|kein\w*|nicht|nie)\b|n['’]t\b",
    re.IGNORECASE,
)
SMALL_WORDS: Final = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can could did do does
    doing done down each else even every for from get gets got had has have having he her here him his how i if in
    into is it its just let like made make many may me might mine more most much must my need needs no not now of off
    on once one only onto or other our out over own per please put quite same see she should since so some such sure
    take takes than thank thanks that the their them then there these they thing this those though through to too
    under until up upon us use used uses using very via want wants was way we well were what when where whether which
    while who whom whose why will with within would yes yet you your
    der die das den dem des ein eine einen einem einer und oder ist sind war mit von für auf aus bei nach zu im in am
    an es sie er wir ihr ich nicht auch wie was wer wo wann als dann
    """.split()  # noqa: SIM905 (a list of a hundred quoted words is no easier to read)
)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text as written, in order."""
    return tuple(_WORD.findall(text))


def stem(word: str) -> str:
    """Return a rough stem: enough to see that "accounts" and "account" are one word."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)]
            break
    return word.removesuffix("e") if len(word) > 3 else word


def content(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning. `IT` does, `it` does not."""
    shouted = text.isupper() and len(text) > 12
    return frozenset(
        stem(word)
        for word in words(text)
        if word.lower() not in SMALL_WORDS or (len(word) > 1 and word.isupper() and not shouted)
    )


def facts(text: str) -> frozenset[str]:
    """Return the numbers and addresses of a text, as written."""
    addresses = frozenset(found.rstrip(".,;:!?)").lower() for found in _ADDRESS.findall(text))
    return addresses | frozenset(_NUMBER.findall(_ADDRESS.sub(" ", text)))


def denies(text: str) -> bool:
    """Tell whether a text says no: an odd number of denials."""
    return len(_DENIAL.findall(text)) % 2 == 1


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two sets share, 0 to 1, of the larger; two empty sets share all."""
    larger = max(len(one), len(other))
    return len(one & other) / larger if larger else 1.0


def essentially_same(one: str, other: str) -> bool:
    """Tell whether two texts say the same in about the same words: same numbers and addresses, same yes or no."""
    if one == other:
        return True
    return facts(one) == facts(other) and denies(one) == denies(other) and overlap(content(one), content(other)) >= 0.6


def digest(text: str) -> str:
    """Return a short name for a text, the same for other capitals and white space."""
    plain = " ".join(text.casefold().split())
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:12]
