"""What a person wrote over a draft follows the messages that it rests on."""

from bot.knowledge.hand_written import body_without, is_empty, renamed, retold
from bot.knowledge.permalinks import stands_in

GONE = "https://acme.slack.com/archives/C1/p2?thread_ts=1.0&cid=C1"
KEPT = "https://acme.slack.com/archives/C1/p3"
CITED = GONE.replace("&", "&amp;")


def test_a_sentence_goes_with_its_only_link_however_it_is_spelled() -> None:
    body = f"Ask Chen. [[1]]({CITED}) Fill in the form. [[2]]({KEPT})\n\n- By phone [here]({GONE})\n- Bring cake"
    assert body_without(body, {GONE}) == f"Fill in the form. [[2]]({KEPT})\n\n- Bring cake"
    assert stands_in(GONE, body)
    assert not stands_in(GONE, body_without(body, {GONE}))


def test_a_sentence_that_rests_on_another_as_well_loses_the_link_alone() -> None:
    assert body_without(f"Ask Chen. [[1]]({CITED}) [[2]]({KEPT})", {GONE}) == f"Ask Chen. [[2]]({KEPT})"


def test_words_that_stand_there_without_a_link_go_too() -> None:
    body = "## Short answer\n\nAsk Chen.\n\n1. Fill in the form. [[2]](https://x.example)\n2. Wait for Chen."
    assert retold(body, {"Ask Chen.": "", "Fill in the form.": "Sign the form."}) == (
        "## Short answer\n\n\n1. Sign the form. [[2]](https://x.example)\n2. Wait for Chen."
    )


def test_of_two_sentences_the_longer_is_looked_for_first() -> None:
    assert (
        retold("Ask Chen. Ask Chen twice.", {"Ask Chen": "Ask", "Ask Chen twice.": "Ask Farid."}) == "Ask. Ask Farid."
    )


def test_a_name_is_a_word_of_its_own() -> None:
    assert renamed("Will knows; willing Willow asks Will.", "Will", "former member") == (
        "former member knows; willing Willow asks former member."
    )
    assert renamed("nobody", "", "former member") == "nobody"


def test_headings_alone_say_nothing() -> None:
    assert is_empty("## Short answer\n\n\n## Sources\n")
    assert not is_empty("## Short answer\n\nGood luck!\n")
