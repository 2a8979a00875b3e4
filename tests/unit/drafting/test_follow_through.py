"""Deleting, forgetting and editing messages reaches every sentence made from them."""

from dataclasses import replace

from bot.knowledge.drafting import extractive
from bot.knowledge.drafting.follow_through import GONE, cites, with_edited, without, without_author
from bot.knowledge.drafting.values import Draft, Evidence, MessageRef, SourceMessage, Statement, Thread
from tests.unit.drafting.conversations import cited, texts
from tests.unit.drafting.test_extractive import HOLIDAYS, PORT, SELF, VPN

FIRST = MessageRef("C1", "1.000001")


def message(threads: tuple[Thread, ...], ts: str) -> SourceMessage:
    return next(m for thread in threads for m in (thread.question, *thread.replies) if m.ts == ts)


def edited(threads: tuple[Thread, ...], ts: str, text: str) -> SourceMessage:
    return replace(message(threads, ts), text=text)


def test_a_sentence_goes_with_its_only_source() -> None:
    draft = without(extractive.draft(None, VPN), {("C1", "1.000003")})
    assert "Takes about 2 days" not in texts(draft.answer)
    assert len(draft.answer) == 2


def test_a_sentence_that_others_said_too_stays_in_their_words() -> None:
    draft = without(extractive.draft(None, VPN), {FIRST})
    assert texts(draft.answer)[0] == "The IT portal has a form for that https://it.example/vpn"
    assert "You need to request" not in str(draft)
    assert not cites(draft, FIRST)


def test_of_whoever_was_forgotten_a_link_stays_where_others_say_the_same() -> None:
    draft = without_author(extractive.draft(None, VPN), {FIRST})
    assert texts(draft.answer)[0] == "The IT portal has a form for that https://it.example/vpn"
    assert "You need to request" not in str(draft)
    [link] = [item for item in draft.answer[0].evidence if item.ref == FIRST]
    assert (link.author, link.quote, draft.answer[0].evidence[-1]) == ("", "", link)
    assert without_author(draft, {FIRST}) == draft


def test_what_only_somebody_who_was_forgotten_said_goes() -> None:
    draft = without_author(extractive.draft(None, VPN), {("C1", "1.000003")})
    assert not cites(draft, MessageRef("C1", "1.000003"))


def test_when_all_sources_are_gone_the_draft_says_so() -> None:
    draft = extractive.draft(None, SELF)
    gone = without(draft, {source.ref for source in draft.sources()})
    assert gone.missing == GONE
    assert gone.main_author is None
    assert list(gone.statements()) == []


def test_whom_the_draft_rests_on_is_counted_anew() -> None:
    draft = extractive.draft(None, VPN)
    left = without(draft, {("C1", "1.000001"), ("C1", "1.000002"), ("C1", "1.000003")})
    assert draft.main_author == "UBO"
    assert left.main_author == "UCHEN"


def test_the_last_side_of_a_disagreement_becomes_the_answer() -> None:
    draft = extractive.draft(None, HOLIDAYS)
    left = without(draft, {("C1", "1.000001")})
    assert left.sides == ()
    assert texts(left.answer) == ["No, you can't carry over vacation days any more."]


def test_nothing_changes_when_another_message_goes() -> None:
    draft = extractive.draft(None, VPN)
    assert without(draft, {("C1", "9.9"), ("C2", "1.000001")}) == draft


def test_an_edit_that_leaves_the_sentence_alone_changes_nothing() -> None:
    draft = extractive.draft(None, VPN)
    longer = edited(VPN, "1.000003", "takes about 2 days :hourglass:\nand thanks for asking, Amina!")
    assert with_edited(draft, longer) == draft


def test_an_edit_that_puts_a_sentence_right_puts_the_draft_right() -> None:
    draft = with_edited(
        extractive.draft(None, PORT),
        edited(PORT, "1.000002", "Actually it's 9443 since last month, 443 is only for the portal"),
    )
    assert texts(draft.answer) == ["It's 9443 since last month, 443 is only for the portal"]
    assert "8443" not in str(draft)


def test_an_edit_that_says_something_else_withdraws_the_sentence() -> None:
    draft = with_edited(extractive.draft(None, VPN), edited(VPN, "1.000003", "never mind, I mixed this up"))
    assert "1.000003" not in cited(draft)


def test_an_edited_question_takes_the_title_with_it() -> None:
    draft = with_edited(extractive.draft(None, VPN), edited(VPN, "1.000000", "How do I get access to the *new* VPN?"))
    assert draft.title == "How do I get access to the new VPN?"


def test_a_title_that_a_person_wrote_stays() -> None:
    draft = replace(extractive.draft(None, VPN), title="VPN", title_from=None)
    assert with_edited(draft, edited(VPN, "1.000000", "How do I get a desk?")).title == "VPN"


def modelled() -> Draft:
    first, second = message(VPN, "1.000001"), message(VPN, "1.000003")
    evidence = tuple(
        Evidence(m.channel, m.ts, m.permalink, m.author, quote)
        for m, quote in ((first, "request it in the IT portal"), (second, "takes about 2 days"))
    )
    claim = Statement("Request it in the IT portal, it takes about 2 days.", evidence)
    return Draft("How do I get VPN access?", None, answer=(claim,), made_by="model", main_author="UBO")


def test_a_models_sentence_goes_when_what_is_left_does_not_bear_it_out() -> None:
    assert without(modelled(), {("C1", "1.000003")}).answer == ()
    assert len(with_edited(modelled(), edited(VPN, "1.000003", "takes about 2 days, sometimes 3")).answer) == 1
    assert with_edited(modelled(), edited(VPN, "1.000003", "takes about 9 days")).answer == ()
