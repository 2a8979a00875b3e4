"""A draft written by a language model, of which only what people's words bear out is kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pydantic import BaseModel, ValidationError

from bot.knowledge.drafting import extractive
from bot.knowledge.drafting.claims import bears_out, quoted
from bot.knowledge.drafting.prompt import Prompt, prompt_for
from bot.knowledge.drafting.slack_text import clean, squashed
from bot.knowledge.drafting.titles import title_of
from bot.knowledge.drafting.values import Draft, Evidence, Side, Statement, Thread, Title, main_author
from bot.ports.language_model import LanguageModel, ModelBroken

MAX_CLAIM: Final = 500


class _Quote(BaseModel):
    message: str
    quote: str


class _Claim(BaseModel):
    text: str
    evidence: list[_Quote]


class _Party(BaseModel):
    claims: list[_Claim]


class _Answer(BaseModel):
    answer: list[_Claim]
    steps: list[_Claim]
    sides: list[_Party]


async def draft(title: Title | None, threads: Sequence[Thread], model: LanguageModel) -> Draft:
    """The model's draft, without every claim that its quotes do not bear out.

    Where nothing is left, `missing` says so. Raises ModelError when the model gives no usable answer at all.
    """
    title = title or title_of(threads) or Title(extractive.UNTITLED, None)
    empty = Draft(title=title.text, title_from=title.source, made_by="model")
    if not any(thread.replies for thread in threads):
        return replace(empty, missing=extractive.what_is_missing(threads))
    prompt = prompt_for(title.text, threads)
    reply = await model.complete(prompt.request)
    try:
        said = _Answer.model_validate(reply.data)
    except ValidationError as error:
        raise ModelBroken("the answer does not fit the schema", usage=reply.usage) from error
    return _believed(empty, said, prompt, threads)


def _believed(empty: Draft, said: _Answer, prompt: Prompt, threads: Sequence[Thread]) -> Draft:
    sides = [_supported(party.claims, prompt, empty.title) for party in said.sides]
    heard = [Side.of(statements) for statements in sides if statements]
    made = replace(
        empty,
        answer=_supported(said.answer, prompt, empty.title),
        steps=_supported(said.steps, prompt, empty.title),
        sides=tuple(heard) if len(heard) > 1 else (),
    )
    if not any(made.statements()):
        claims = [*said.answer, *said.steps, *(claim for party in said.sides for claim in party.claims)]
        return replace(empty, missing=_nothing_left(len(claims), threads))
    return replace(made, main_author=main_author(made))


def _nothing_left(claims: int, threads: Sequence[Thread]) -> str:
    if not claims:
        return extractive.what_is_missing(threads)
    return f"The replies do not bear out any of the {claims} sentences that the language model wrote."


def _supported(claims: Iterable[_Claim], prompt: Prompt, question: str) -> tuple[Statement, ...]:
    found = (_statement(claim, prompt, question) for claim in claims)
    return tuple(statement for statement in found if statement is not None)


def _statement(claim: _Claim, prompt: Prompt, question: str) -> Statement | None:
    text = _people_back(squashed(claim.text), prompt)
    evidence = [found for quote in claim.evidence if (found := _evidence(quote, prompt))]
    if not evidence or len(text) > MAX_CLAIM or not bears_out(text, [item.quote for item in evidence], question):
        return None
    return Statement(text, tuple(evidence))


def _evidence(cited: _Quote, prompt: Prompt) -> Evidence | None:
    """The quote as evidence, if it stands in the message it is said to come from and that message is a reply."""
    shown = prompt.shown.get(cited.message)
    if shown is None or not shown.may_be_cited or not quoted(cited.quote, shown.text):
        return None
    source = shown.message
    quote = _people_back(squashed(cited.quote), prompt)
    return Evidence(source.channel, source.ts, source.permalink, source.author, quote)


def _people_back(text: str, prompt: Prompt) -> str:
    """Pseudonyms made people again; what only looks like a person in our notation is made harmless."""
    typed = re.sub(r"@\{(\w*)\}", r"\1", clean(text))
    return re.sub(r"@(P+\d+)\b", lambda found: _person(found, prompt), typed)


def _person(found: re.Match[str], prompt: Prompt) -> str:
    return f"@{{{prompt.ids[found[1]]}}}" if found[1] in prompt.ids else found[0]
