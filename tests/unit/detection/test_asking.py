"""Which messages ask, of which kind, and which are worth keeping."""

import pytest

from bot.knowledge.detection import find_question


@pytest.mark.parametrize(
    "message",
    [
        "How do I get VPN access?",
        "anyone know who hands out vpn accounts",
        "hey all :wave: where do I find the parental leave form",
        "<@U0123ABC> can we use the new cluster already?",
        "The build fails on my machine since the update. Is there a way to clear the cache?",
        "locked out of the HR portal, how can I get a new password",
        "ANYONE KNOW WHO HANDS OUT VPN ACCOUNTS",
        "Locked out of the portal, HOW CAN I get a new password",
        "I'm wondering whether we still need the staging proxy",
        "Wie beantrage ich Urlaub?",
        "weiß jemand, wer die Parkkarten ausgibt",
        "Comment puis-je réserver une salle ?",
        "¿Dónde encuentro la plantilla de facturas?",
        "どこで申請しますか？",
        "what's the wifi password\u200f",
        "why",
    ],
)
def test_a_message_that_asks_is_noticed(message: str) -> None:
    assert find_question(message) is not None


@pytest.mark.parametrize(
    "message",
    [
        "",
        "lol",
        ":tada: :tada:",
        "Deployed 4.12.1 to staging, watching the dashboards for an hour.",
        "When I run it locally, it works.",
        "What a day!",
        "do it",
        "have a nice weekend everybody",
        "That's how we do it here.",
        "see https://example.com/search?q=vpn for that",
        "```\nSELECT a ? b : c\n```",
        "the operator is called `?` in the docs",
        "&gt; how do I get access?",
        "> how do I get access?",
        "Der Kuchen steht in der Küche.",
        "Je suis en congé demain.",
        "Mañana no estoy en la oficina.",
        "🎉🎉🎉",
        "\ud83d\ud83d",
    ],
)
def test_chatter_is_left_alone(message: str) -> None:
    assert find_question(message) is None


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("How do I renew my VPN certificate?", "knowledge"),
        ("Is the VPN down?", "status"),
        ("is production slow for anyone else right now?", "status"),
        ("anyone else getting a 502 from the registry?", "status"),
        ("who's on call today?", "status"),
        ("any news on the outage?", "status"),
        ("Can you review my pull request?", "favour"),
        ("could someone please restart the staging server?", "favour"),
        ("can anyone tell me how to restart the staging server?", "knowledge"),
        ("Could you point me to the onboarding checklist?", "knowledge"),
        ("how are you?", "other"),
        ("really?", "other"),
    ],
)
def test_questions_of_status_and_favours_are_told_from_knowledge(message: str, kind: str) -> None:
    question = find_question(message)
    assert question is not None
    assert question.kind == kind
    assert question.worth_capturing <= (kind == "knowledge")


@pytest.mark.parametrize(
    "message",
    [
        "How do I get VPN access?",
        "who approves purchases of software licences?",
        "new joiner question: what health cover do we get through the company?",
        "The key for our payments API is about to expire. how do I rotate it?",
        "do we have a template for postmortems?",
        "who repairs office furniture?",
        "what's our way of getting flights for work travel?",
        "How much leave is there for new fathers?",
        "when is the salary paid?",
    ],
)
def test_what_the_next_one_may_ask_too_is_worth_capturing(message: str) -> None:
    question = find_question(message)
    assert question is not None
    assert question.worth_capturing


@pytest.mark.parametrize(
    "message",
    [
        "why?",
        "any ideas?",
        "is that so?",
        "did you try turning it off and on?",
        "what do you mean?",
        "so you're on the new version already?",
        "Is the VPN down?",
        "could you merge my branch?",
    ],
)
def test_what_nobody_can_understand_later_is_not_worth_capturing(message: str) -> None:
    question = find_question(message)
    assert question is None or not question.worth_capturing


def test_the_text_is_the_asking_sentence_without_greeting_mentions_and_the_rest() -> None:
    question = find_question(
        "Hi folks :wave: <@U123> sorry for the dumb question, but does anyone know how to export a "
        "<https://example.com/boards|Jira board> to CSV &amp; Excel? I can't connect from home."
    )
    assert question is not None
    assert question.text == "does anyone know how to export a Jira board to CSV & Excel?"
    assert question.gist == "how to export a Jira board to CSV & Excel?"


def test_a_short_question_takes_the_sentence_before_along() -> None:
    question = find_question("Our TLS certificate expires on Monday. How do we renew it?")
    assert question is not None
    assert question.text == "Our TLS certificate expires on Monday. How do we renew it?"


def test_of_several_questions_the_first_worth_keeping_counts() -> None:
    question = find_question("Anyone here? How do I add a user to the analytics group?")
    assert question is not None
    assert question.text == "How do I add a user to the analytics group?"


def test_a_question_in_the_middle_of_a_long_message_is_found() -> None:
    story = "We moved the service last week and all went well. " * 20
    question = find_question(f"{story}Where do I find its new dashboards? {story}")
    assert question is not None
    assert "new dashboards" in question.text
