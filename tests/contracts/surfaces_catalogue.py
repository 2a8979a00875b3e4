"""Every message, modal and tab that Thrice can show, filled with whatever words a test chooses."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from bot.ports.chat import Message, View
from bot.slack.blockkit import (
    anonymous,
    answers,
    cards,
    editing,
    errors,
    forget,
    help,  # noqa: A004 (the module of the command's help)
    home,
    links,
    notes,
    parts,
    review,
    search,
    settings,
    stale,
    third_asker,
    welcome,
)
from bot.slack.blockkit.refs import CardRef, DraftRef, ForgetRef, OfferRef
from tests.contracts import block_catalogue, learning_catalogue

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
PAGE = "https://thrice.example/wiki/12"
PERMALINK = "https://acme.slack.com/archives/C0123ABCD/p1700000000000100?thread_ts=1699999999.000100&cid=C0123ABCD"
DRAFT = DraftRef(article_id=2**31 - 1, revision=2**30)
OFFER = OfferRef(offer_id=2**31 - 1)
CARD = CardRef(card_id=2**31 - 1)


def messages(words: str, many: int) -> dict[str, Message]:
    """Every message, with `words` wherever people's words go and `many` of whatever there can be several of."""
    return {
        **_answers(words, many),
        **_reviews(words, many),
        **_searches(words, many),
        **_cards(words, many),
        **_talk(words),
        **learning_catalogue.messages(words, many),
        **block_catalogue.messages(words, many),
    }


def views(words: str, many: int) -> dict[str, View]:
    """Every modal and the home tab, in the same way."""
    line = home.LineView(words, PERMALINK, NOW - timedelta(days=3), words, PAGE)
    mine = home.HomeView(NOW, drafts=(line,) * many, questions=(line,) * many, notes=(line,) * many)
    return {
        "home": home.view(mine),
        "home of somebody new": home.view(home.HomeView(NOW)),
        "home of somebody forgotten": home.view(home.HomeView(NOW, forgotten=True)),
        "edit": editing.edit_modal(DRAFT, words, (f"{words}\n\n" * many)[:40_000]),
        "edit nothing": editing.edit_modal(DRAFT, "", ""),
        "edit a card": cards.edit_modal(CARD, words, words, words),
        "edit a card without words": cards.edit_modal(CARD, "", "", ""),
        **learning_catalogue.views(words, many),
        **block_catalogue.views(words, many),
        "ask anonymously": anonymous.modal(),
        "asked anonymously": anonymous.posted("C0123ABCD"),
        "unknown window": errors.window(errors.unknown("view_submission")),
        **_settings(words, many),
    }


def _settings(words: str, many: int) -> dict[str, View]:
    people = tuple(f"U{number:09d}" for number in range(many))
    found: dict[str, View] = {}
    for editable in (True, False):
        workspace = settings.WorkspaceSettings(3, words[:80].strip() or "bookmark", people, editable)
        channel = settings.ChannelSettings("C0123ABCD", words, True, "U0123ABCD", editable)
        found[f"settings of a channel, {editable=}"] = settings.modal(settings.SettingsView(workspace, channel))
        found[f"settings at home, {editable=}"] = settings.modal(settings.SettingsView(workspace, forgotten=editable))
    found["settings of a guest"] = settings.modal(
        settings.SettingsView(workspace, left_out="a guest in this workspace")
    )
    return found


def _answers(words: str, many: int) -> dict[str, Message]:
    source = answers.SourceView(words[:80], PERMALINK)
    earlier = third_asker.EarlierAnswer(words[:80], words, PERMALINK, NOW - timedelta(days=40))
    found = {
        f"answer, {asked=}": answers.message(
            answers.AnswerView(OFFER, words, PAGE, words, (source,) * many, words[:80], NOW, asked == "command", asked)
        )
        for asked in get_args(answers.Asked)
    }
    found["answer of nobody"] = answers.message(answers.AnswerView(OFFER, words, PAGE, words, asked="direct"))
    for verdict in (None, *get_args(answers.Verdict)):
        for shared in (True, False):
            if verdict or shared:
                clicked = answers.ClickedView(OFFER, words, PAGE, verdict, shared, reviewer_asked=shared)
                found[f"after {verdict=}, {shared=}"] = answers.after(clicked)
    for shared in (True, False):
        found[f"link, {shared=}"] = answers.thread_link(words, PAGE, approved_by=words[:80], shared=shared)
    names = {"U0123ABCD": words[:80]}
    found["third asker"] = third_asker.message(
        third_asker.ThirdAskerView(3, (earlier,) * many, NOW, (PERMALINK,) * many, names)
    )
    hit = search.HitView("page", words, PAGE, words, NOW, words[:80], is_stale=True)
    closest = search.SearchView(words, (hit,) * many, NOW)
    found["third asker who mentions Thrice"] = third_asker.message(
        third_asker.ThirdAskerView(3, (earlier,) * many, NOW, (PERMALINK,) * many, names, closest=closest)
    )
    found["third asker, retired"] = third_asker.message(
        third_asker.ThirdAskerView(3, (earlier,) * many, NOW, names=names, drafting=False, retired=True)
    )
    found["third asker, retired and nothing since"] = third_asker.message(
        third_asker.ThirdAskerView(3, (), NOW, drafting=False, retired=True, knows=words)
    )
    found["third asker, no answer"] = third_asker.message(third_asker.ThirdAskerView(4, (), NOW, (PERMALINK,) * many))
    return found


def _reviews(words: str, many: int) -> dict[str, Message]:
    source = answers.SourceView(words[:80], PERMALINK)
    body = f"## Short answer\n\n{words}\n\n## Sources\n\n1. {words}"
    full: dict[str, Any] = {"phrasings": (words,) * many, "sources": (source,) * many, "uncertain": True}
    found = {
        f"card, {why}": review.card(review.ReviewView(DRAFT, words, body, 7, 3, why, words[:80], disagree=True, **full))
        for why in get_args(review.Why)
    }
    found |= {
        f"card by {maker}": review.card(
            review.ReviewView(DRAFT, words, body, 7, 3, made_by=maker, fell_back_because=words[:200], **full)
        )
        for maker in get_args(review.MadeBy)
    }
    found["bare card"] = review.card(review.ReviewView(DRAFT, words, "", 3, 2))
    for outcome in get_args(review.Outcome):
        found[f"closed, {outcome}"] = review.closed(review.ClosedView(words, outcome, words[:80], PAGE, NOW, DRAFT))
        found[f"closed by nobody, {outcome}"] = review.closed(review.ClosedView(words, outcome))
    for why in get_args(stale.WhyStale):
        found[f"stale, {why}"] = stale.card(
            stale.StaleView(DRAFT, words, PAGE, body, why, NOW, NOW - timedelta(days=90), (source,) * many)
        )
    return found


def _cards(words: str, many: int) -> dict[str, Message]:
    view = cards.CareView(CARD, words, words, words, words, PAGE, wrong=many, unclear=many, people=many)
    lesson = cards.CareView(CARD, words, words, words, words)
    menus = {
        f"menu of a card, {may_mend=}": Message(
            text="A card", blocks=(parts.actions(cards.menu(CARD.card_id, may_mend=may_mend)),)
        )
        for may_mend in (True, False)
    }
    return {
        "reported card": cards.reported(view),
        "reported card of a lesson": cards.reported(lesson),
        "unclear page": cards.unclear(view, people=max(3, many)),
        "thanks for a report": cards.thanks(resting=many > 1),
        "kept card": cards.mended(cards.MendedView(CARD, words, "kept")),
        "retired card": cards.mended(cards.MendedView(CARD, words, "retired")),
        "restored card": cards.mended(cards.MendedView(CARD, words, "restored")),
        **menus,
    }


def _searches(words: str, many: int) -> dict[str, Message]:
    page = search.HitView("page", words, PAGE, words, NOW - timedelta(days=400), words[:80], True)
    note = search.HitView("note", words, PERMALINK, words, NOW)
    hits = (page, note) * many
    return {
        "results": search.results(search.SearchView(words, hits, NOW, more=many)),
        "no results": search.results(search.SearchView(words, (), NOW)),
        "unsure": search.unsure(search.SearchView(words, hits, NOW)),
        "unsure in a channel": search.unsure(search.SearchView(words, hits, NOW), captured=True),
        "unsure of anything": search.unsure(search.SearchView(words, (), NOW)),
        "why": notes.why(notes.WhyView(words, PAGE, words[:500], 0.83, 0.78)),
        "why nothing": notes.why(None),
    }


def _talk(words: str) -> dict[str, Message]:
    found = {
        "welcome": welcome.message(),
        "welcome with guests": welcome.message(also_guests=True),
        "forget": forget.ask(ForgetRef(user_id="U0123ABCD")),
        "forgetting": forget.under_way(),
        "kept": forget.kept(),
        "forgotten": forget.receipt(),
        "forgotten already": forget.forgotten_already(),
        "wiki": links.wiki(PAGE),
        "export": links.export(PAGE),
        "calendar link": links.calendar(PAGE),
        "anonymous": anonymous.question(words),
        "help": help.overview(),
        "a command written as a message": help.written("export me"),
        "help for the unknown": help.overview(unknown=words),
        "fault": errors.fault("3f9a12bc"),
        **{
            f"unknown {kind}": errors.unknown(kind) for kind in ("block_actions", "command", "shortcut", "of_next_year")
        },
        **{f"help of {name}": help.of(name) for name in help.ENTRIES},
    }
    for flag in (True, False):
        found[f"switched on, {flag}"] = welcome.switched(on=True, changed=flag)
        found[f"switched off, {flag}"] = welcome.switched(on=False, changed=flag)
        found[f"remembered, {flag}"] = forget.remembered(changed=flag)
        found[f"saved, {flag}"] = notes.saved(anew=flag)
    return found
