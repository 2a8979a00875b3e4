"""Anonymous questions: captured when Thrice posts them, each counting as one more person."""

from bot.knowledge import detection
from bot.knowledge.capture import as_message
from bot.knowledge.evidence import ANONYMOUS
from bot.knowledge.heard import Heard, storable
from bot.knowledge.jobs import PlaceQuestion
from bot.workspaces.audience import audience_of
from models.questions import Question
from models.uow import UnitOfWork


async def capture(uow: UnitOfWork, channel_id: str, ts: str, text: str) -> Question | None:
    """Keep the question that Thrice posted for somebody; none where the channel is off or it asks nothing."""
    channel = await uow.channels.get(channel_id)
    found = detection.find_question(text)
    if channel is None or not channel.capturing or found is None or not found.worth_capturing:
        return None
    if await uow.questions.of_message(channel_id, ts) is not None:
        return None
    # The message's own time tells two anonymous askers apart without saying anything about either.
    asker = f"{ANONYMOUS}:{ts}"
    heard = Heard(channel_id=channel_id, ts=ts, thread_ts=ts, author=asker, text=text)
    question = Question(
        channel_id=channel_id,
        ts=ts,
        thread_ts=ts,
        asker=asker,
        text=storable(found.text),
        gist=storable(found.gist),
        kind=found.kind,
        audience=audience_of(channel),
        asked_at=heard.at,
    )
    uow.add(as_message(heard), question)
    await uow.flush()
    await uow.enqueue(
        PlaceQuestion(workspace_id=uow.workspace_id, question_id=question.id),
        key=f"place:{uow.workspace_id}:{channel_id}:{ts}",
    )
    return question
