"""Jobs of matching: a captured question finds its topic, and what follows from that is left as further jobs."""

from bot.knowledge.jobs import PlaceQuestion
from bot.knowledge.matching import embed_questions
from scheduler.jobs.tools import Tools


async def place_question(tools: Tools, job: PlaceQuestion) -> None:
    """Embed a question and find its topic; what follows from that is left as further jobs."""
    async with tools.storage.look(job.workspace_id) as uow:
        question = await uow.questions.get(job.question_id)
    if question is None:
        return
    [vector] = await embed_questions(tools.embedder, [question.gist or question.text])
    await tools.placing.catch_up(job.workspace_id)
    async with tools.storage.begin(job.workspace_id) as uow:
        await tools.placing.place(
            uow,
            job.question_id,
            vector,
            policy=await tools.policy_in(uow),
            at=tools.clock(),
            live=True,
            quietly=job.quietly,
        )
