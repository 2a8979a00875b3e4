"""Rules: what holds when, and how a curator sets another one from a date on."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.errors import BotError, NotAllowed
from bot.learning_blocks.policy import BlockPolicy
from bot.learning_blocks.schedule import BadRule, Rule, week_of
from bot.workspaces.curators import is_workspace_curator
from models.blocks import BlockRule
from models.uow import UnitOfWork

FARTHEST = timedelta(days=366)
IS_NEWS = timedelta(hours=24)
"""For so long what changes in members' weeks is taken to follow from a new rule: they are planned anew at once."""


class RuleChanged(BotError):
    """Another curator has changed the rule since this one looked at it."""

    code = "rule_changed"

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} has changed the rule meanwhile, so nothing was changed. Open it again to see it.")


async def rules_of(uow: UnitOfWork, policy: BlockPolicy) -> list[Rule]:
    """Return the workspace's rules in the order in which they hold: the default one until a curator's first."""
    kept = [_rule(row) for row in await uow.blocks.rules()]
    return [replace(policy.rule, until=kept[0].since if kept else None), *kept]


def rule_on(rules: list[Rule], day: date) -> Rule:
    """Return the rule that holds on a day."""
    return next(rule for rule in reversed(rules) if rule.since <= day)


async def version_of(uow: UnitOfWork) -> int:
    """Return what tells whether the rules were changed since: it grows with every change."""
    return max((row.id for row in await uow.blocks.rules()), default=0)


async def news_for(uow: UnitOfWork, user_id: str, at: datetime) -> int | None:
    """Return the version of the rules where somebody else than this member changed them a short time ago."""
    newest = max(await uow.blocks.rules(), key=lambda row: row.id, default=None)
    if newest is None or newest.set_by == user_id or at - newest.at > IS_NEWS:
        return None
    return newest.id


async def set_rule(uow: UnitOfWork, user_id: str, rule: Rule, *, seen: int, at: datetime) -> Rule:
    """Let a rule hold from its `since` on, in place of whatever would hold then; return it.

    `seen`: the version that the curator looked at. Raises `NotAllowed`, `BadRule` or `RuleChanged`, and then nothing
    changes.
    """
    if not is_workspace_curator(await uow.members.get(user_id)):
        raise NotAllowed("Only a workspace curator can set the rule of the learning block. Ask an admin.")
    rule.check()
    channel = await uow.channels.get(rule.covered) if rule.covered is not None else None
    if rule.covered is not None and (channel is None or not channel.is_joined):
        raise BadRule("covered", "I am not in that channel. Choose another, or invite me there with `/invite` first.")
    today = at.date()
    if rule.since < week_of(today):
        raise BadRule("since", "A rule can begin in this week or later; what was, stays.")
    if rule.since > today + FARTHEST:
        raise BadRule("since", "That is more than a year ahead.")
    rows = list(await uow.blocks.rules())
    if rows and (newest := max(rows, key=lambda row: row.id)).id != seen:
        other = await uow.members.get(newest.set_by)
        raise RuleChanged(other.name if other is not None and other.name else "Another curator")
    for row in rows:
        if row.since >= rule.since:
            await uow.delete(row)
        elif row.until is None or row.until > rule.since:
            row.until = rule.since
    await uow.flush()
    uow.add(
        BlockRule(
            weekday=rule.weekday,
            minute=rule.minute,
            minutes=rule.minutes,
            every=rule.every,
            since=rule.since,
            covered=rule.covered,
            set_by=user_id,
            at=at,
        )
    )
    await uow.blocks.plan_again(at)
    uow.audit.note(user_id, "block_rule.set", f"since:{rule.since}", at=at)
    return rule


def _rule(row: BlockRule) -> Rule:
    return Rule(row.weekday, row.minute, row.minutes, row.every, row.since, row.until, row.covered)
