"""Cards written by a language model, of which only what the page says word for word is kept."""

import re
from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel, ValidationError

from bot.learning.cards import rules
from bot.learning.cards.gaps import Gap, is_fair
from bot.learning.cards.prompt import prompt_for
from bot.learning.cards.rules import LONGEST_CHOICE, MOST, Disputed
from bot.learning.cards.values import Kind, MadeCard
from bot.learning.cards.wording import content, digest, facts, overlap
from bot.learning.cards.worth import is_an_answer
from bot.learning.reading import Passage, plain
from bot.learning.sentences import Sentence
from bot.ports.language_model import LanguageModel, ModelBroken

_LONGEST_QUESTION: Final = 240
_LEAST_QUOTE: Final = 12
"""Characters of a sentence that a quote must hold: "the" stands in every one."""
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class _Card(BaseModel):
    kind: Kind
    question: str
    answer: str
    quote: str


class _Cards(BaseModel):
    cards: list[_Card]


async def make(passage: Passage, model: LanguageModel) -> tuple[MadeCard, ...]:
    """Return the page's cards: the title's and the order of steps by the rules, the rest by the model.

    A card stays only if its quote is a sentence of the page and its answer a piece of that sentence, word for word;
    where none does, the rules make the rest too. Raises ModelError when the model gives no usable answer at all.
    """
    by_rules = rules.make(passage)
    request = prompt_for(passage)
    if request is None:
        return by_rules
    reply = await model.complete(request)
    try:
        said = _Cards.model_validate(reply.data)
    except ValidationError as error:
        raise ModelBroken("the answer does not fit the schema", usage=reply.usage) from error
    believed = list(_believed(said.cards, passage))
    if not believed:
        return by_rules
    kept = [card for card in by_rules if card.key == "recall" or card.kind == "order"]
    return tuple({card.key: card for card in [*believed, *kept]}[key] for key in _keys([*kept, *believed]))


def _keys(cards: Iterable[MadeCard]) -> list[str]:
    return list(dict.fromkeys(card.key for card in cards))[:MOST]


def _believed(cards: Iterable[_Card], passage: Passage) -> Iterable[MadeCard]:
    disputed = Disputed.in_passage(passage)
    for card in cards:
        sentence = _quoted(card.quote, passage)
        if sentence is None or not is_an_answer(sentence) or disputed.holds(sentence):
            continue
        answer = _piece(card.answer, sentence.text)
        if answer is None:
            continue
        made = _cloze(answer, sentence, passage) if card.kind == "cloze" else _question(card, answer, sentence, passage)
        if made is not None:
            yield made


def _quoted(quote: str, passage: Passage) -> Sentence | None:
    """Return the sentence of the page that a quote is, or a large part of."""
    wanted = plain(quote)
    told = [sentence for section in passage.told for sentence in section.sentences]
    whole = next((sentence for sentence in told if plain(sentence.text) == wanted), None)
    if whole is not None or len(wanted) < _LEAST_QUOTE:
        return whole
    return next((sentence for sentence in told if wanted in plain(sentence.text)), None)


def _piece(answer: str, text: str) -> str | None:
    """Return an answer as it stands in a sentence, whole words of it; none where it does not."""
    wanted = " ".join(answer.split())
    if not wanted:
        return None
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text, re.IGNORECASE)
    return found[0] if found is not None else None


def _cloze(answer: str, sentence: Sentence, passage: Passage) -> MadeCard | None:
    begin = sentence.text.index(answer)
    gap = Gap(begin, begin + len(answer), "model", 1.0)
    if not is_fair(gap, sentence.text, passage.title):
        return None
    question = "\n".join(filter(None, (passage.title, gap.question(sentence.text))))
    key = f"cloze:{digest(answer)}"
    return MadeCard("cloze", key, question, answer, sentence.text, sentence.evidence, made_by="model")


def _question(card: _Card, answer: str, sentence: Sentence, passage: Passage) -> MadeCard | None:
    asked = " ".join(_UNSAYABLE.sub(" ", card.question).split())
    if not _is_fair_question(asked, answer, passage):
        return None
    if card.kind == "choice" and len(answer) > LONGEST_CHOICE:
        return None
    details = {"right": answer} if card.kind == "choice" else {}
    key = f"{card.kind}:{digest(answer)}"
    return MadeCard(card.kind, key, asked, answer, sentence.text, sentence.evidence, details, made_by="model")


def _is_fair_question(asked: str, answer: str, passage: Passage) -> bool:
    """Tell whether a question asks in the page's words, makes no facts up, and leaves its answer open."""
    said = "\n".join([passage.title, *(s.text for section in passage.told for s in section.sentences)])
    theirs = content(asked)
    if not asked.endswith("?") or len(asked) > _LONGEST_QUESTION or not facts(asked) <= facts(said):
        return False
    if len(theirs & content(said)) * 2 < len(theirs):
        return False
    if overlap(theirs, content(passage.title)) >= 0.8 or plain(answer) in plain(asked):
        return False
    meaning = content(answer)
    return not meaning or len(meaning & theirs) * 2 < len(meaning)
