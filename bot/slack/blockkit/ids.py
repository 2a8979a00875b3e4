"""Every id that Slack sends back to us, named noun.verb; a test asserts that each has a listener."""

from enum import StrEnum


class Action(StrEnum):
    """What a button, select or checkbox is called."""

    ANSWER_SOLVED = "answer.solved"
    ANSWER_SHARE = "answer.share"
    ANSWER_NOT_MINE = "answer.not_mine"
    ANSWER_OUTDATED = "answer.outdated"

    DRAFT_PUBLISH = "draft.publish"
    DRAFT_EDIT = "draft.edit"
    DRAFT_NOT_THE_SAME = "draft.not_the_same"
    DRAFT_DISMISS = "draft.dismiss"

    ARTICLE_CONFIRM = "article.confirm"
    ARTICLE_EDIT = "article.edit"
    ARTICLE_RETIRE = "article.retire"
    ARTICLE_RESTORE = "article.restore"

    CARD_CARE = "card.care"
    CARD_EDIT = "card.edit"
    CARD_KEEP = "card.keep"
    CARD_RETIRE = "card.retire"
    CARD_RESTORE = "card.restore"

    MEMBER_FORGET = "member.forget"
    MEMBER_KEEP = "member.keep"

    LEARNER_JOIN = "learner.join"
    LEARNER_CHANGE = "learner.change"
    LEARNER_LEAVE = "learner.leave"

    COURSE_TAKE = "course.take"
    COURSE_LEAVE = "course.leave"
    PATH_CHOOSE = "path.choose"
    PATH_LEAVE = "path.leave"
    SHELF_MORE = "shelf.more"

    BUDGET_OPEN = "budget.open"
    BUDGET_MORE = "budget.more"
    SPENDING_TAKE_BACK = "spending.take_back"

    NUDGE_START = "nudge.start"
    NUDGE_SNOOZE = "nudge.snooze"
    NUDGE_SNOOZE_HOUR = "nudge.snooze_hour"
    NUDGE_SNOOZE_AFTERNOON = "nudge.snooze_afternoon"
    NUDGE_SNOOZE_TOMORROW = "nudge.snooze_tomorrow"
    NUDGE_SKIP = "nudge.skip"

    SPRINT_START = "sprint.start"
    SPRINT_NEXT = "sprint.next"
    SPRINT_SHOW = "sprint.show"
    SPRINT_PICK_A = "sprint.pick_a"
    SPRINT_PICK_B = "sprint.pick_b"
    SPRINT_PICK_C = "sprint.pick_c"
    SPRINT_AGAIN = "sprint.again"
    SPRINT_HARD = "sprint.hard"
    SPRINT_GOOD = "sprint.good"
    SPRINT_EASY = "sprint.easy"

    APPLICATION_USED = "application.used"
    APPLICATION_NOT_YET = "application.not_yet"
    APPLICATION_NO_CHANCE = "application.no_chance"

    BLOCK_JOIN = "block.join"
    BLOCK_LEAVE = "block.leave"
    BLOCK_SETTINGS = "block.settings"
    BLOCK_RULE = "block.rule"
    BLOCK_NEW_ADDRESS = "block.new_address"
    BLOCK_CONNECT = "block.connect"
    BLOCK_QUIET = "block.quiet"
    BLOCK_QUIET_END = "block.quiet_end"
    BLOCK_SKIP = "block.skip"
    BLOCK_TAKE_BACK = "block.take_back"
    BLOCK_MOVE = "block.move"
    BLOCK_MOVE_TO_FIRST = "block.move_to_first"
    BLOCK_MOVE_TO_SECOND = "block.move_to_second"
    BLOCK_MOVE_TO_THIRD = "block.move_to_third"
    BLOCK_MAKE_UP_FIRST = "block.make_up_first"
    BLOCK_MAKE_UP_SECOND = "block.make_up_second"
    BLOCK_MAKE_UP_THIRD = "block.make_up_third"
    BLOCK_LAPSE_NEVER = "block.lapse_never"
    BLOCK_START = "block.start"
    BLOCK_READ = "block.read"
    BLOCK_HELD = "block.held"
    BLOCK_LOST = "block.lost"
    BLOCK_LEARNED = "block.learned"

    SETTINGS_OPEN = "settings.open"
    LINK_OPEN = "link.open"
    """A button that only opens an address; Slack tells of the click all the same."""


class Callback(StrEnum):
    """What a modal is called."""

    DRAFT_EDIT = "draft.edit"
    CARD_EDIT = "card.edit"
    SETTINGS_SAVE = "settings.save"
    LEARNER_SAVE = "learner.save"
    BUDGET_SAVE = "budget.save"
    BLOCK_SETTINGS = "block.settings"
    BLOCK_RULE = "block.rule"
    BLOCK_MOVE = "block.move"
    BLOCK_LEARNED = "block.learned"
    QUESTION_ASK_ANONYMOUSLY = "question.ask_anonymously"


class BlockId(StrEnum):
    """Where in a modal a value stands; the element in it is called `value`."""

    TITLE = "title"
    BODY = "body"
    CARD_QUESTION = "card_question"
    CARD_ANSWER = "card_answer"
    CHANNEL = "channel"
    QUESTION = "question"
    CAPTURING = "capturing"
    CHANNEL_CURATOR = "channel_curator"
    DRAFT_AFTER = "draft_after"
    SAVE_REACTION = "save_reaction"
    CURATORS = "curators"
    NUDGE_TIME = "nudge_time"
    WORKING_DAYS = "working_days"
    DAY_BEGINS = "day_begins"
    DAY_ENDS = "day_ends"
    COUNTRY = "country"
    RATE = "rate"
    NEW_PER_DAY = "new_per_day"
    PAUSE = "pause"
    AMOUNTS = "amounts"
    BUDGET_HOURS = "budget_hours"
    BUDGET_MONEY = "budget_money"
    NEXT_HOURS = "next_hours"
    NEXT_MONEY = "next_money"
    PROTECTION = "protection"
    EXCEPTIONS = "exceptions"
    EXCEPTION_ADDRESSES = "exception_addresses"
    BLOCK_DAY = "block_day"
    BLOCK_TIME = "block_time"
    BLOCK_LENGTH = "block_length"
    BLOCK_EVERY = "block_every"
    BLOCK_SINCE = "block_since"
    BLOCK_COVERED = "block_covered"
    LEARNED = "learned"
    SHARED_IN = "shared_in"


VALUE = "value"
"""The action id of every input in a modal: `values[BlockId.TITLE][VALUE]`."""


class MessageShortcut(StrEnum):
    """What stands in a message's menu."""

    SAVE_AS_KNOWLEDGE = "save_as_knowledge"


class GlobalShortcut(StrEnum):
    """What stands in the menu beside the message box."""

    ASK_ANONYMOUSLY = "ask_anonymously"
