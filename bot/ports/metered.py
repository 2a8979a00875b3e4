"""A language model whose every request is paid for out of a budget."""

from bot.ports.language_model import LanguageModel, ModelError, StructuredReply, StructuredRequest, TokenBudget


class Metered:
    """A language model whose every request is reserved before and settled after."""

    def __init__(self, model: LanguageModel, budget: TokenBudget) -> None:
        self._model = model
        self._budget = budget

    async def complete(self, request: StructuredRequest) -> StructuredReply:
        """See LanguageModel. Raises BudgetSpent without asking. Where nobody knows the cost, the most is kept."""
        most = request.most_tokens()
        reservation = await self._budget.reserve(most)
        try:
            reply = await self._model.complete(request)
        except ModelError as error:
            await self._budget.settle(reservation, error.usage.total if error.usage else most)
            raise
        await self._budget.settle(reservation, reply.usage.total if reply.usage else most)
        return reply
