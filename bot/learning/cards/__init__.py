"""Cards: what is asked of learners, made of published articles and of lessons, and kept in line with them."""

from bot.learning.cards import choices
from bot.learning.cards.asking import askable

__all__ = ["askable", "choices"]
