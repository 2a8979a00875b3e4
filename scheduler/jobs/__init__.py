"""What each kind of job does; this table is the list of all that rules leave for later."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.knowledge import jobs
from bot.learning import jobs as learning
from bot.learning_blocks import jobs as learning_blocks
from bot.ports.jobs import Job
from scheduler.jobs import (
    blocks,
    calendars,
    cards,
    channels,
    conflicts,
    disconnecting,
    drafting,
    duty,
    hearing,
    holding,
    inviting,
    lapsing,
    matching,
    nudging,
    publishing,
    quiet,
    records,
    reminding,
    saving,
    spacing,
    telling,
)
from scheduler.jobs.holding import after_block, in_working_hours
from scheduler.jobs.tools import Tools

RUNNERS: dict[type[Job], Callable[[Tools, Any], Awaitable[None]]] = {
    jobs.PlaceQuestion: matching.place_question,
    jobs.ReadThread: hearing.read_thread,
    jobs.ConsiderDraft: drafting.consider_draft,
    jobs.DraftFromNote: drafting.draft_from_note,
    jobs.KeepArticleVector: cards.then_follow(drafting.keep_article_vector),
    jobs.TellAsker: telling.tell_asker,
    jobs.AnswerMention: telling.answer_mention,
    jobs.ShowAnswer: telling.show_answer,
    jobs.SendReviewCard: after_block(telling.send_review_card, holding.reviewer_of),
    jobs.RefreshReviewCard: telling.refresh_review_card,
    jobs.LinkThread: telling.link_thread,
    jobs.ConfirmForgetting: telling.confirm_forgetting,
    jobs.PassReviewOn: publishing.pass_review_on,
    jobs.PublishToWikis: publishing.publish_to_wikis,
    jobs.UnlinkFromWikis: cards.then_follow(publishing.unlink_from_wikis),
    jobs.KeepNote: saving.keep_note,
    jobs.GiveReceipt: saving.give_receipt,
    jobs.LookAround: channels.look_around,
    jobs.WelcomeChannel: channels.welcome_channel,
    jobs.ReadMembers: channels.read_members,
    learning.FollowSource: cards.follow_source,
    learning.SendNudges: nudging.send_nudges,
    learning.RemindOfBudget: reminding.remind_of_budget,
    learning.SendRecords: records.send_records,
    learning.OptimiseSpacing: spacing.optimise_spacing,
    learning.MakeCards: cards.make_cards,
    learning.TellOfReportedCard: after_block(cards.tell_of_reported_card, holding.carer_of),
    learning.TellOfUnclearPage: after_block(cards.tell_of_unclear_page, holding.carer_of),
    learning_blocks.PlanBlocks: blocks.plan_blocks,
    learning_blocks.RemindOfBlock: blocks.remind_of_block,
    learning_blocks.EndBlock: blocks.end_block,
    learning_blocks.AskWhatWasLearned: blocks.ask_what_was_learned,
    learning_blocks.TakeBackTold: blocks.take_back_told,
    learning_blocks.TellOfMonth: in_working_hours(blocks.tell_of_month, holding.named_in),
    learning_blocks.TellOfLapse: in_working_hours(lapsing.tell_of_lapse, holding.named_in),
    learning_blocks.TellOfRule: in_working_hours(blocks.tell_of_rule, holding.named_in),
    learning_blocks.ChooseOnDuty: duty.choose_on_duty,
    learning_blocks.TellOfDuty: in_working_hours(duty.tell_of_duty, holding.owner_of, latest=holding.movable_until),
    learning_blocks.AskOfDeleted: after_block(calendars.ask_of_deleted, holding.owner_of),
    learning_blocks.SyncCalendar: calendars.sync_calendar,
    learning_blocks.SendInvitations: inviting.send_invitations,
    learning_blocks.DisconnectEverybody: disconnecting.disconnect_everybody,
    learning_blocks.LookForConflicts: in_working_hours(
        conflicts.look_for_conflicts, holding.owner_of, latest=holding.movable_until
    ),
    learning_blocks.DisconnectCalendar: disconnecting.disconnect_calendar,
    learning_blocks.KeepQuiet: quiet.keep_quiet,
    learning_blocks.TellOfLostConsent: quiet.tell_of_lost_consent,
}
"""Every runner is handed the tools and the job, and bears to be called again for the same job."""

KINDS: dict[str, type[Job]] = {job.kind: job for job in RUNNERS}
