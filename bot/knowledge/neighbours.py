"""Rows of questions as matching sees them."""

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.matching import Neighbour, Newcomer
from models.questions import Question


def newcomer(question: Question, vector: NDArray[np.float32]) -> Newcomer:
    """Return a question that is to be placed."""
    return Newcomer(
        id=question.id,
        gist=question.gist or question.text,
        vector=vector,
        asker=question.asker,
        channel_id=question.channel_id,
        thread_ts=question.thread_ts,
        asked_at=question.asked_at,
    )


def neighbour(question: Question, vector: NDArray[np.float32], score: float) -> Neighbour:
    """Return a question that was placed before, with the cosine between it and the newcomer."""
    return Neighbour(
        id=question.id,
        gist=question.gist or question.text,
        vector=vector,
        asker=question.asker,
        channel_id=question.channel_id,
        thread_ts=question.thread_ts,
        asked_at=question.asked_at,
        topic=question.topic_id,
        score=score,
    )
