"""What people read: the words of each surface, and what its buttons and boxes carry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ports.chat import Message, View
from bot.slack.blockkit import (
    anonymous,
    answers,
    editing,
    errors,
    forget,
    help,  # noqa: A004 (the module of the command's help)
    home,
    review,
    search,
    settings,
    stale,
    third_asker,
    welcome,
)
from bot.slack.blockkit.ids import VALUE, Action, BlockId
from bot.slack.blockkit.phrases import age, counted, joined, on_date, ordinal, times
from bot.slack.blockkit.refs import DraftRef, ForgetRef, OfferRef, SettingsRef, UnknownButton

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
DRAFT = DraftRef(article_id=12, revision=2)
OFFER = OfferRef(offer_id=7)
PAGE = "https://thrice.example/wiki/12"
LINK = "https://acme.slack.com/archives/C1/p1"


def read(surface: Message | View) -> str:
    """All words on a surface, line by line."""
    found: list[str] = []

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            text = thing.get("text")
            if isinstance(text, str):
                found.append(text)
            for value in thing.values():
                walk(value)
        elif isinstance(thing, list | tuple):
            for value in thing:
                walk(value)

    walk(list(surface.blocks) if isinstance(surface, Message) else surface)
    return "\n".join(found) or (surface.text if isinstance(surface, Message) else "")


def buttons(surface: Message | View) -> list[str]:
    """The labels of all buttons, in order."""
    blocks = surface.blocks if isinstance(surface, Message) else surface["blocks"]
    return [e["text"]["text"] for b in blocks if b["type"] == "actions" for e in b["elements"]]


def value_of(surface: Message, label: str) -> str:
    """What a button carries."""
    [found] = [
        e["value"]
        for b in surface.blocks
        if b["type"] == "actions"
        for e in b["elements"]
        if e["text"]["text"] == label
    ]
    return str(found)


# The third asker

EARLIER = third_asker.EarlierAnswer("Bo", "Ask <@U0CHEN00> for an account", LINK, NOW - timedelta(days=21))


def test_the_third_asker_is_told_so_with_the_earlier_answers() -> None:
    told = third_asker.message(third_asker.ThirdAskerView(3, (EARLIER,), NOW, names={"U0CHEN00": "Chen"}))
    assert told.text.startswith("You are the third to ask this")
    assert read(told).startswith("You are the third to ask this")
    assert "Bo, 3 weeks ago" in read(told)
    assert "@Chen" in read(told)


def test_the_fourth_is_the_fourth_and_hears_when_nobody_has_answered() -> None:
    told = third_asker.message(third_asker.ThirdAskerView(4, (), NOW, threads=(LINK, LINK)))
    assert read(told).startswith("You are the fourth to ask this")
    assert "Nobody has answered it yet" in read(told)
    assert "thread 2" in read(told)


# Answers

ANSWER = answers.AnswerView(OFFER, "How do I get VPN access?", PAGE, "Ask Chen.", verified_by="Bo", verified_at=NOW)


def test_sources_are_named_once_each_and_numbered_as_in_the_text() -> None:
    bo, chen = answers.SourceView("Bo", "https://x/1"), answers.SourceView("Chen", "https://x/2")
    again = answers.SourceView("Bo", "https://x/3")
    assert answers.sources((bo,)) == "From a message by <https://x/1|Bo>."
    assert answers.sources((bo, chen)) == "From messages by <https://x/1|Bo> and <https://x/2|Chen>."
    named = answers.sources((bo, chen, again))
    assert named == "From messages by Bo (<https://x/1|1>, <https://x/3|3>) and <https://x/2|Chen>."
    assert answers.sources((chen,) * 8).endswith(", and 2 more.")


def test_a_private_answer_has_the_four_buttons() -> None:
    shown = answers.message(ANSWER)
    assert buttons(shown) == ["That solves it", "Share in thread", "Not my question", "Outdated"]
    assert OfferRef.unpack(value_of(shown, "Outdated")) == OFFER
    assert "Approved by Bo on 14 March 2026." in read(shown)
    assert "Ask Chen." in read(shown)


@pytest.mark.parametrize("asked", ["command", "direct"])
def test_where_there_is_no_thread_there_is_nothing_to_share(asked: answers.Asked) -> None:
    assert "Share in thread" not in buttons(answers.message(replace(ANSWER, asked=asked)))


def test_what_solved_it_can_still_be_shared_and_what_was_shared_can_still_be_judged() -> None:
    solved = answers.ClickedView(OFFER, "T", PAGE, "solved")
    assert buttons(answers.after(solved)) == ["Share in thread"]
    assert buttons(answers.after(replace(solved, can_share=False))) == []
    shared = answers.after(answers.ClickedView(OFFER, "T", PAGE, shared=True))
    assert buttons(shared) == ["That solves it", "Not my question", "Outdated"]
    for verdict in ("not_mine", "outdated"):
        assert buttons(answers.after(replace(solved, verdict=verdict))) == []


def test_whoever_says_outdated_hears_what_comes_of_it() -> None:
    first = answers.after(answers.ClickedView(OFFER, "T", PAGE, "outdated"))
    assert "If somebody else says so too" in read(first)
    second = answers.after(answers.ClickedView(OFFER, "T", PAGE, "outdated", reviewer_asked=True))
    assert "its reviewer has been asked" in read(second)


def test_a_thread_gets_the_link_in_one_sentence() -> None:
    linked = answers.thread_link("How do I get VPN access?", PAGE, approved_by="Bo", shared=False)
    assert linked.text == f"This question has a page now: <{PAGE}|How do I get VPN access?>"


# Review

CARD = review.ReviewView(DRAFT, "How do I get VPN access?", "## Short answer\n\nAsk Chen.", asked=3, people=2)


def test_a_review_card_says_what_there_is_to_know_and_has_the_four_buttons() -> None:
    card = review.card(CARD)
    assert buttons(card) == ["Publish", "Edit", "Not the same question", "Dismiss"]
    assert DraftRef.unpack(value_of(card, "Publish")) == DRAFT
    words = read(card)
    assert "Asked three times by 2 people." in words
    assert "Made of people's own sentences." in words
    assert "everybody in the workspace can read it" in words
    assert "Short answer" not in words
    assert "not sure" not in words


def test_a_card_warns_of_doubt_disagreement_and_a_model_that_failed() -> None:
    view = replace(CARD, uncertain=True, disagree=True, fell_back_because="it took too long", audience="secret")
    words = read(review.card(view))
    assert "I am not sure that these are one question" in words
    assert "People disagree" in words
    assert "without the language model: it took too long." in words
    assert "only members of #secret" in words


def test_a_decided_card_says_who_decided() -> None:
    closed = review.closed(review.ClosedView("T", "published", by="Bo", url=PAGE, at=NOW))
    assert "Published by Bo on 14 March 2026." in read(closed)
    assert buttons(closed) == []
    retired = review.closed(review.ClosedView("T", "retired", by="Bo", ref=DRAFT))
    assert buttons(retired) == ["Restore"]


def test_a_stale_card_asks_whether_the_page_is_still_right() -> None:
    view = stale.StaleView(DRAFT, "T", PAGE, "Body.", "stale", NOW, NOW - timedelta(days=92))
    card = stale.card(view)
    assert buttons(card) == ["Still right", "Edit", "Retire"]
    assert "3 months ago" in read(card)
    assert "What should the page be called?" in read(stale.card(replace(view, why="title")))


# Editing


def state_of(view: View) -> dict[str, dict[str, Any]]:
    """The values of a modal that is submitted as it was opened."""
    return {
        block["block_id"]: {VALUE: {"value": block["element"].get("initial_value")}}
        for block in view["blocks"]
        if block["type"] == "input"
    }


def test_a_draft_saved_as_it_was_opened_is_the_same() -> None:
    modal = editing.edit_modal(DRAFT, "How do I get VPN access?", "Ask **Chen**.\n\n1. Write\n2. Wait\n")
    assert editing.read_edit(state_of(modal)) == editing.Edited(
        "How do I get VPN access?", "Ask **Chen**.\n\n1. Write\n2. Wait\n"
    )
    assert DraftRef.unpack(modal["private_metadata"]) == DRAFT


@given(st.lists(st.text(alphabet="ab *#`\n", min_size=1, max_size=900), min_size=1, max_size=12).map("\n\n".join))
def test_a_long_draft_is_edited_in_parts_and_comes_back_whole(body: str) -> None:
    parts = editing.split_body(body)
    assert all(len(part) <= 2_400 for part in parts)
    assert "\n\n".join(parts).split() == body.split()


def test_a_draft_too_long_for_any_modal_says_where_to_edit_it() -> None:
    with pytest.raises(editing.TooLongToEdit, match="/thrice wiki"):
        editing.edit_modal(DRAFT, "T", "word " * 20_000)


@pytest.mark.parametrize(("title", "body", "field"), [(" ", "x", "title"), ("x", "\n ", "body"), ("x", None, "body")])
def test_an_empty_title_or_text_is_said_at_its_box(title: str, body: str | None, field: str) -> None:
    with pytest.raises(editing.NothingWritten) as refusal:
        editing.read_edit({"title": {VALUE: {"value": title}}, "body": {VALUE: {"value": body}}})
    assert refusal.value.field == field


# What buttons carry


@pytest.mark.parametrize(
    "value",
    ["", "{}", "null", "[]", '{"article_id":0,"revision":1}', '{"article_id":"1","revision":1}',
     '{"article_id":1,"revision":1,"x":2}', '{"article_id":1e400,"revision":1}', None, 7, "\x00", "9" * 5_000],
)  # fmt: skip
def test_a_value_that_we_did_not_write_is_refused_with_a_sentence(value: object) -> None:
    with pytest.raises(UnknownButton, match="older version"):
        DraftRef.unpack(value)


@given(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))
def test_what_a_button_carries_comes_back(article_id: int, revision: int) -> None:
    ref = DraftRef(article_id=article_id, revision=revision)
    assert DraftRef.unpack(ref.pack()) == ref
    assert len(ref.pack()) <= 2_000


# Everything else


def test_the_settings_offer_only_what_the_person_may_change() -> None:
    workspace = settings.WorkspaceSettings(3, "bookmark", ("U0BO0",), editable=True)
    channel = settings.ChannelSettings("C0HELP", "help", True, "U0BO0", editable=True)
    full = settings.modal(settings.SettingsView(workspace, channel))
    asked = {b["block_id"] for b in full["blocks"] if b["type"] == "input"}
    assert asked == {"capturing", "channel_curator", "draft_after", "save_reaction", "curators"}
    assert SettingsRef.unpack(full["private_metadata"]).channel_id == "C0HELP"

    little = settings.modal(settings.SettingsView(replace(workspace, editable=False), replace(channel, editable=False)))
    assert {b["block_id"] for b in little["blocks"] if b["type"] == "input"} == {"capturing"}
    nothing = settings.modal(settings.SettingsView(replace(workspace, editable=False)))
    assert "submit" not in nothing


def test_what_was_chosen_in_the_settings_is_read() -> None:
    values: editing.Values = {
        BlockId.CAPTURING: {VALUE: {"selected_option": {"value": "off"}}},
        BlockId.CHANNEL_CURATOR: {VALUE: {"selected_user": "U0BO0"}},
        BlockId.DRAFT_AFTER: {VALUE: {"selected_option": {"value": "4"}}},
        BlockId.SAVE_REACTION: {VALUE: {"value": "star"}},
        BlockId.CURATORS: {VALUE: {"selected_users": ["U0BO0", "U0CHEN"]}},
    }
    assert settings.read(values) == settings.Changed(False, "U0BO0", 4, "star", ("U0BO0", "U0CHEN"))
    assert settings.read({}) == settings.Changed()
    assert settings.read({BlockId.DRAFT_AFTER: {VALUE: {"selected_option": None}}}) == settings.Changed()


def test_a_question_asked_anonymously_carries_no_name() -> None:
    values: editing.Values = {
        BlockId.CHANNEL: {VALUE: {"selected_conversation": "C0HELP"}},
        BlockId.QUESTION: {VALUE: {"value": " Who do I tell? "}},
    }
    assert anonymous.read(values) == anonymous.Asked("C0HELP", "Who do I tell?")
    with pytest.raises(anonymous.NothingAsked) as refusal:
        anonymous.read({**values, BlockId.QUESTION: {VALUE: {"value": "  "}}})
    assert refusal.value.field == "question"
    assert "Somebody asks" in read(anonymous.question("Who do I tell?"))


def test_search_says_how_old_each_hit_is_and_who_approved_it() -> None:
    page = search.HitView("page", "VPN", PAGE, "Ask Chen.", NOW - timedelta(days=2), "Bo")
    note = search.HitView("note", "Keys", LINK, "Under the mat.", NOW)
    words = read(search.results(search.SearchView("vpn", (page, note), NOW)))
    assert "Page, approved by Bo 2 days ago" in words
    assert "Saved note, today" in words
    assert "nothing" in search.results(search.SearchView("vpn", (), NOW)).text


def test_the_welcome_says_that_it_captures_and_how_to_switch_that_off() -> None:
    words = read(welcome.message())
    assert "I keep the questions asked here" in words
    assert "`/thrice off`" in words
    assert "`/thrice forget me`" in words


def test_forgetting_is_asked_once_with_a_way_back() -> None:
    asked = forget.ask(ForgetRef(user_id="U0BO0"))
    assert buttons(asked) == ["Forget me", "Keep"]
    assert ForgetRef.unpack(value_of(asked, "Forget me")).user_id == "U0BO0"
    assert "former member" in read(asked)


def test_the_home_shows_what_waits_and_the_way_to_the_settings() -> None:
    line = home.LineView("How do I get VPN access?", LINK, NOW - timedelta(days=1), "VPN", PAGE)
    view = home.view(home.HomeView(NOW, drafts=(line,), questions=(line,) * 12))
    words = read(view)
    assert "Drafts waiting for you" in words
    assert "and 2 more" in words
    assert buttons(view) == ["Settings", "Start learning"]
    assert view["blocks"][2]["elements"][0]["action_id"] == Action.SETTINGS_OPEN


def test_the_help_knows_every_subcommand_and_promises_nothing() -> None:
    words = read(help.overview())
    for name in ("ask", "search", "learn", "focus", "wiki", "settings", "on", "off", "why", "export me", "forget me"):
        assert f"`/thrice {name}" in words
        assert help.of(name).text.startswith(f"`/thrice {name}")
    assert "not in this version yet" not in words
    assert help.of("dance") == help.overview(unknown="dance")
    assert "dance" not in read(help.overview(unknown="dance"))


def test_a_fault_gives_a_reference_and_a_refusal_its_sentence() -> None:
    assert "quote 3f9a12bc" in errors.fault("3f9a12bc").text
    refusal = errors.refusal("Ask <@U0BO0>.")
    assert refusal.mentions == {"U0BO0"}


def test_counts_ages_and_ordinals_are_words() -> None:
    assert [ordinal(n) for n in (1, 3, 10, 11, 21, 112)] == ["first", "third", "tenth", "11th", "21st", "112th"]
    assert [times(n) for n in (1, 2, 3, 9)] == ["once", "twice", "three times", "9 times"]
    assert counted(1, "person", "people") == "1 person"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert on_date(NOW) == "14 March 2026"
    days = {0: "today", 1: "yesterday", 6: "6 days ago", 14: "2 weeks ago", 31: "1 month ago", 800: "2 years ago"}
    assert {n: age(NOW - timedelta(days=n), NOW) for n in days} == days


def test_no_sentence_shouts() -> None:
    for surface in (welcome.message(), help.overview(), forget.receipt(), review.card(CARD), answers.message(ANSWER)):
        assert "!" not in read(surface)
