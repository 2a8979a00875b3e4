"""Care: people report a card, and whoever reviews its page puts it in other words, retires it, or says it is right."""

from datetime import datetime
from typing import Final, Literal

from bot.errors import BotError, NotAllowed, NotFound
from bot.learning.cards.following import BY_PERSON
from bot.learning.cards.pages import is_offered
from bot.learning.jobs import TellOfReportedCard
from bot.workspaces.audience import Reader, reader_of
from bot.workspaces.curators import can_be_asked, is_workspace_curator, may_review
from models.articles import Article
from models.cards import Card, CardReport, CardSource
from models.uow import UnitOfWork

What = Literal["wrong", "unclear"]
ASK_AFTER: Final = 2
"""So many people who report a card have its reviewer asked."""
LONGEST_QUESTION: Final = 1_000
LONGEST_ANSWER: Final = 2_000


class BadWords(BotError):
    """Words that a card cannot have. `field` is `question` or `answer`."""

    code = "bad_words"

    def __init__(self, field: Literal["question", "answer"], sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


async def report(uow: UnitOfWork, user_id: str, card_id: int, what: What, *, at: datetime) -> Card:
    """Keep that somebody who may be asked a card calls it wrong or unclear; saying so twice counts once.

    The second person to report it has its reviewer asked. Raises `NotFound`.
    """
    card, source = await _found(uow, card_id)
    if card.retired_at is not None or not await _may_read(uow, await reader_of(uow, user_id), source):
        raise NotFound("This card is not asked any more.")
    said = await uow.cards.report(card.id, user_id, what)
    if said is not None and said.settled_at is None:
        return card
    if said is None:
        said = CardReport(card_id=card.id, user_id=user_id, what=what)
        uow.add(said)
    said.at, said.settled_at = at, None
    uow.audit.note(user_id, "card.reported", f"card:{card.id}", at=at, what=what)
    await uow.flush()
    reports = await uow.cards.reports(card.id)
    if len({each.user_id for each in reports}) >= ASK_AFTER:
        await uow.enqueue(
            TellOfReportedCard(workspace_id=uow.workspace_id, card_id=card.id),
            key=f"reported:{card.id}:{reports[0].at.timestamp()}",
        )
    return card


async def edit(uow: UnitOfWork, user_id: str, card_id: int, question: str, answer: str, *, at: datetime) -> Card:
    """Put a card in other words; they stay as long as its sentence stands. Raises `NotFound`, `NotAllowed` or
    `BadWords`."""
    card, _ = await _to_mend(uow, user_id, card_id)
    if card.retired_at is not None:
        raise NotFound("This card rests. Restore it before you edit it.")
    asked, told = _checked("question", question, LONGEST_QUESTION), _checked("answer", answer, LONGEST_ANSWER)
    if card.kind == "order":
        steps = _steps(told)
        card.details = {"steps": steps}
        told = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    elif card.kind == "choice":
        card.details = {"right": told}
    card.question, card.answer, card.edited_by = asked, told, user_id
    await _settle(uow, card, user_id, "card.edited", at)
    return card


async def retire(uow: UnitOfWork, user_id: str, card_id: int, *, at: datetime) -> Card:
    """Ask a card no longer; what people remember of it stays. Raises `NotFound` or `NotAllowed`."""
    card, _ = await _to_mend(uow, user_id, card_id)
    card.retired_at, card.retired_because = at, BY_PERSON
    await _settle(uow, card, user_id, "card.retired", at)
    return card


async def restore(uow: UnitOfWork, user_id: str, card_id: int, *, at: datetime) -> Card:
    """Ask a card again that a person retired. Raises `NotFound` or `NotAllowed`."""
    card, source = await _to_mend(uow, user_id, card_id)
    if card.retired_at is None:
        return card
    if card.retired_because != BY_PERSON or not card.question or not source.offered:
        raise NotFound("What this card says does not stand on its page now. It comes back by itself if that does.")
    card.retired_at = card.retired_because = None
    await _settle(uow, card, user_id, "card.restored", at)
    return card


async def keep(uow: UnitOfWork, user_id: str, card_id: int, *, at: datetime) -> Card:
    """Say that a reported card is right as it is: it is asked again. Raises `NotFound` or `NotAllowed`."""
    card, _ = await _to_mend(uow, user_id, card_id)
    await _settle(uow, card, user_id, "card.kept", at)
    return card


async def may_mend(uow: UnitOfWork, user_id: str, card: Card) -> bool:
    """Tell whether somebody may edit or retire a card: who may decide about its article; a curator, for a lesson."""
    source = await uow.cards.source(card.source_id)
    if source is None:
        return False
    if source.article_id is None:
        return is_workspace_curator(await uow.members.get(user_id))
    article = await uow.articles.get(source.article_id)
    return article is not None and await may_review(uow, user_id, article, await uow.reviews.open_of(article.id))


async def to_mend(uow: UnitOfWork, user_id: str, card_id: int) -> Card:
    """Return a card that somebody is about to edit. Raises `NotFound` or `NotAllowed`."""
    card, _ = await _to_mend(uow, user_id, card_id)
    return card


async def whom_to_ask(uow: UnitOfWork, source: CardSource) -> str | None:
    """Return who is asked about a source's cards: its reviewer, else a curator; none where nobody can be."""
    curators = [member.user_id for member in await uow.members.workspace_curators()]
    if source.article_id is None:
        return curators[0] if curators else None
    article = await uow.articles.get(source.article_id)
    if article is None:
        return None
    for candidate in (article.reviewer, *await _channel_curators(uow, article), *curators):
        if candidate is not None and await can_be_asked(uow, candidate, article.audience):
            return candidate
    return None


async def _channel_curators(uow: UnitOfWork, article: Article) -> list[str]:
    cited = {source.channel_id for source in await uow.articles.sources(article.id, article.revision)}
    channels = [await uow.channels.get(channel_id) for channel_id in sorted(cited)]
    return [channel.curator for channel in channels if channel is not None and channel.curator]


async def _found(uow: UnitOfWork, card_id: int) -> tuple[Card, CardSource]:
    card = await uow.cards.get(card_id)
    source = await uow.cards.source(card.source_id) if card is not None else None
    if card is None or source is None or not card.sentence:
        raise NotFound("This card is gone.")
    return card, source


async def _to_mend(uow: UnitOfWork, user_id: str, card_id: int) -> tuple[Card, CardSource]:
    card, source = await _found(uow, card_id)
    if not await may_mend(uow, user_id, card):
        # Whoever may not read the page is told the same: that there is such a card says nothing about it.
        raise NotAllowed("Only the page's reviewer or a curator can change a card. You can report it instead.")
    return card, source


async def _may_read(uow: UnitOfWork, reader: Reader, source: CardSource) -> bool:
    if source.article_id is not None:
        article = await uow.articles.readable(reader, source.article_id)
        return article is not None and is_offered(article)
    found = await uow.cards.lesson(source.lesson_id) if source.lesson_id is not None else None
    return found is not None and found[1] and reader.reads_public


async def _settle(uow: UnitOfWork, card: Card, user_id: str, action: str, at: datetime) -> None:
    for said in await uow.cards.reports(card.id):
        said.settled_at = at
    uow.audit.note(user_id, action, f"card:{card.id}", at=at)
    await uow.flush()


def _checked(field: Literal["question", "answer"], words: str, longest: int) -> str:
    kept = "\n".join(" ".join(line.split()) for line in words.replace("\x00", "").strip().splitlines())
    kept = kept.encode("utf-8", "replace").decode("utf-8")
    if not kept.strip():
        raise BadWords(field, f"A card needs {'a question' if field == 'question' else 'an answer'}.")
    if len(kept) > longest:
        raise BadWords(field, f"That is too long for a card: {longest} characters at most.")
    return kept


def _steps(told: str) -> list[str]:
    """Return the steps that somebody wrote, one a line, with or without their numbers."""
    lines = [line.split(". ", 1)[-1] if line.split(". ", 1)[0].isdigit() else line for line in told.splitlines()]
    steps = [line.strip() for line in lines if line.strip()]
    if len(steps) < 2 or len(set(steps)) < len(steps):
        raise BadWords("answer", "Write at least two different steps, one a line.")
    return steps
