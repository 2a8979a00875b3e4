"""Words as drafting compares them: stems without the small words, and the exact facts between them."""

import re
from typing import Final

from bot.knowledge.drafting.slack_text import every_address

_WORD = re.compile(r"[^\W_][\w'’./+#-]*[\w+#]|[^\W_]")
_NUMBER = re.compile(r"(?<![\w.])[$€£#v]?(\d(?:[\d.,:/-]*\d)?)")
_CODE = re.compile(r"```\s*(.+?)\s*```|`([^`\n]+)`", re.DOTALL)
_WEB_ADDRESS = re.compile(r"<?https?://[^\s<>]+>?", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w'’-]*")
_BEGINS_SENTENCE = re.compile(r"(?:\A|[.!?:;\n])[\s\"'(\[•*_-]*\Z")
_DENIAL = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|cannot|nobody|nothing|stop(?:ped)?|avoid|except|unless)\b|n['’]t\b",
    re.IGNORECASE,
)
# A negative word that denies nothing: set phrases, and the "no" that answers before the sentence denies.
_IDLE_DENIAL = re.compile(
    r"^\W*(?:no|nope)(?=[,.;:!])"
    r"|\b(?:why not|if not|not only|not sure|no (?:problem|worries|matter)|not to mention|or not|can['’]?t wait)\b",
    re.IGNORECASE | re.MULTILINE,
)


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SMALL_WORDS: Final = _set(
    """
a about after again all also am an and any anybody anyone anything are as at be because been before being but by
can could did do does doing done down else etc ever every everyone few for from further get gets getting give go goes
going gonna got guys had has have having he her here hers hey hi him his how however i if in into is it its itself
just know let like lol made make many may maybe me might mine more most much must my need needs needed new of off oh
ok okay on once one ones only onto or other our ours out over own per please pls possible put quite really right same
see seems shall she should since so some somebody someone something somewhere soon still such sure take takes than
thank thanks that thats the their theirs them then there these they thing things think this those though through thx
till to too try under until up upon us use used uses using very via want wants was way we well were what when where
whether which while who whom whose why will wish with within would yeah yep yes yet you your yours
i'm i've i'd i'll you're you've you'll you'd we're we've we'll it's that's there's they're he's she's what's where's
who's how's let's isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't
hasn't hadn't not no never cannot
"""
)

IMPERATIVES: Final = _set(
    """
accept activate add allow append approve ask assign attach book bring build buy call change check choose clear click
clone close collect commit compile configure confirm connect contact copy create deactivate delete deploy disable
disconnect dm download drag edit email enable ensure enter execute export file fill find follow force get give go
grab grant hit hold import include increase inform insert install invite join keep launch leave let link load lock
log login logout look mail make mention merge message mount move name navigate note open order pass paste pay pick
ping point post press print provide pull push put query quit raise read reboot rebuild reconnect refresh register
reinstall release reload remember remove rename replace reply report request rerun reset resize restart restore retry
return revert rotate run save scan schedule scroll search select send set setup share show sign specify start stop
submit swap switch sync tag take talk tap tell test tick toggle try turn type uncheck uninstall unlock unplug untick
update upgrade upload use verify visit wait watch write
"""
)


def words(text: str) -> tuple[str, ...]:
    """The words of readable text as written, in order."""
    return tuple(_WORD.findall(text))


def plain_word(word: str) -> str:
    """A word in lower case, with a straight apostrophe and no possessive."""
    return word.lower().replace("’", "'").removesuffix("'s")


def stem(word: str) -> str:
    """A rough stem: enough to see that "accounts" and "account", "requested" and "request" are one word."""
    word = plain_word(word).strip("./-'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith(("ss", "us", "is", "eed")):
            return _undoubled(word[: -len(ending)]).removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


def _undoubled(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls" else word


def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning. `IT` and `US` do, `it` and `us` do not."""
    shouted = text.isupper() and len(text) > 12
    return frozenset(
        stem(word)
        for word in words(text)
        if word.lower().replace("’", "'") not in SMALL_WORDS or (word.isupper() and len(word) > 1 and not shouted)
    )


def numbers(text: str) -> frozenset[str]:
    """Every number as written, without the sign of what it counts: `$1,200` and `1200` are one."""
    return frozenset(found.replace(",", "") for found in _NUMBER.findall(text))


def code_spans(text: str) -> frozenset[str]:
    """What stands between backticks, white space squeezed."""
    return frozenset(" ".join((block or span).split()) for block, span in _CODE.findall(text))


def without_code(text: str) -> str:
    """The text with its code taken out."""
    return _CODE.sub(" ", text)


def without_addresses(text: str) -> str:
    """The text with its web addresses taken out, labels kept."""
    return _WEB_ADDRESS.sub(" ", text)


def names(text: str) -> frozenset[str]:
    """Capitalised words in lower case, but for small words and the verbs that begin an order."""
    plain = without_code(text)
    found = ((plain_word(match[0]), match) for match in _CAPITALISED.finditer(plain))
    return frozenset(
        word
        for word, match in found
        if not (word in SMALL_WORDS and not (match[0].isupper() and len(match[0]) > 1))
        and not (word in IMPERATIVES and _BEGINS_SENTENCE.search(plain[: match.start()]))
    )


def references(text: str) -> frozenset[str]:
    """What one can follow or run: addresses and code."""
    return every_address(text) | code_spans(text)


def marks(text: str) -> frozenset[str]:
    """The exact facts of a text: addresses, code and numbers of two digits or more."""
    return references(text) | {number for number in numbers(without_code(text)) if len(number) > 1}


def denies(text: str) -> bool:
    """Whether the text says no: an odd number of denials outside code and set phrases."""
    return len(_DENIAL.findall(_IDLE_DENIAL.sub(" ", without_code(text)))) % 2 == 1


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set is in the larger, 0 to 1; 0 when either is empty."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
