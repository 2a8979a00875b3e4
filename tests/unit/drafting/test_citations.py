"""Citations are short where a person edits, and whole links again where that is saved."""

from bot.knowledge.citations import lengthened, shortened
from bot.slack.blockkit.editing import edit_modal
from bot.slack.blockkit.refs import DraftRef

ONE = "https://acme.slack.com/archives/C1/p1700000000000100?thread_ts=1699999999.000100&amp;cid=C1"
TWO = "https://acme.slack.com/archives/C1/p1700000000000200"
LIST = f"## Sources\n\n1. Bo: [Slack message]({ONE})\n2. Chen: [Slack message]({TWO})\n"
BODY = f"## Short answer\n\nAsk Chen. [[1]]({ONE}) [[2]]({TWO})\n\n{LIST}"


def test_a_text_is_short_and_becomes_itself_again() -> None:
    short = shortened(BODY)
    assert "Ask Chen. [1] [2]\n" in short
    assert short.endswith(LIST)
    assert lengthened(short, BODY) == BODY
    assert lengthened(BODY, BODY) == BODY
    assert lengthened("Ask Chen. [2]", BODY) == f"Ask Chen. [[2]]({TWO})", "the list was taken out"


def test_what_is_no_citation_of_ours_stays_as_it_is() -> None:
    for text in ("see [3]", "a[1]", "[1](https://wiki.example)", "[[1]](https://elsewhere.example)", "\\[1]", "[1]: x"):
        assert lengthened(text, BODY) == text
        assert shortened(f"{text}\n\n{LIST}").startswith(text)
    assert shortened("No sources. [[1]](https://x.example)") == "No sources. [[1]](https://x.example)"


def test_the_modal_shows_the_short_text() -> None:
    [_, text] = edit_modal(DraftRef(article_id=1, revision=1), "How?", BODY)["blocks"]
    assert "[1] [2]" in text["element"]["initial_value"]
