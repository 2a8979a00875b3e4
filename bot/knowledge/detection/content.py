"""The words of a question that carry its matter."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’.+#/-][^\W_]+)*[+#]*", re.UNICODE)

# Words that any question may contain, whatever it is about.
_EMPTY = frozenset(
    """
    a about above actually after again all also am an and another any anybody anyhow anyone anything anyway
    are aren't around as ask asking at available back be because been before being best better bit both but
    by came can can't cannot come could couldn't did didn't do does doesn't doing don't done each easier
    easiest easy either else etc even ever every everyone everything exactly explain few fine folks for from
    get gets getting give go goes going gone good got guys had happen happens has have haven't having he
    hello help her here hey hi him his how how's however i i'd i'll i'm i've idea ideas if in instead into
    is isn't it it's its itself just kind know knows let like little long look looking lot made make makes
    many may maybe me mean means might mine more most much must my myself need needed needs new no nobody
    none nor not nothing now of off ok okay on once one ones only or other others our ours out over own
    people perhaps please pls point possible possibly probably problem put question questions quick quite
    rather really right said same say see seem seems set shall she should shouldn't show simple so some
    somebody somehow someone something sorry sort still stuff such sure take tell than thank thanks that
    that's the their them then there there's these they thing things think this those though thought to too
    tried try trying two up upon us use used useful uses using usually very want wanted wants was wasn't way
    ways we we're well were weren't what what's whatever when where where's whether which while who who's
    whole whom whose why will with within without won't wonder wondering work working works would wouldn't
    wrong yes yet you you're your yours
    """.split()  # noqa: SIM905 - a list of two hundred quoted words reads worse
)


def words(text: str) -> list[str]:
    """The text's words, lower-case, with inner apostrophes, hyphens and dots."""
    return _WORD.findall(text.lower().replace("’", "'"))


def content_words(text: str) -> list[str]:
    """The text's words that carry matter, in order."""
    return [word for word in words(text) if word not in _EMPTY and (len(word) > 1 or not word.isascii())]


def root(word: str) -> str:
    """The word without a plural's ending, so that "monitors" and "monitor" are one matter."""
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
