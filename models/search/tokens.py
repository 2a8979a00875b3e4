"""Words as the index keeps them: the same plain tokens on every database, whatever somebody typed."""

import re
import unicodedata
from collections.abc import Sequence

LONGEST_TEXT = 50_000
"""Characters of a text that are indexed; PostgreSQL refuses a `tsvector` beyond one megabyte."""
LONGEST_TOKEN = 64
MOST_TERMS = 16
MOST_TOKENS_A_TERM = 8

_TOKEN = re.compile(r"[^\W_]+")
# Scripts written without spaces: each sign is a token of its own, and a word of them is a phrase.
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


def tokens(text: str) -> list[str]:
    """Return the letters and digits of `text`, folded and without accents, word by word.

    What is left holds no sign that a search language could take for its own: no quotes, no operators, no NUL,
    no lone surrogate.
    """
    folded = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold()
    bare = "".join(sign for sign in folded if unicodedata.category(sign)[0] != "M")
    return [token[:LONGEST_TOKEN] for token in _TOKEN.findall(_UNSPACED.sub(r" \1 ", bare))]


def terms(words: str | Sequence[str]) -> list[str]:
    """Return what was typed as phrases of tokens, one for each word between spaces, each once.

    `ERR_CERT-4711` is one term of three tokens: they must follow each other.
    """
    typed = words[:LONGEST_TEXT].split() if isinstance(words, str) else words
    phrases = (" ".join(tokens(word)[:MOST_TOKENS_A_TERM]) for word in typed)
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))[:MOST_TERMS]
