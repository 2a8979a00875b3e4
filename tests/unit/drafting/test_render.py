"""The page a draft becomes: every sentence linked to its source, and nothing a person typed does anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.knowledge.drafting import extractive
from bot.knowledge.drafting.render import REMOVED_LINK, escape, render
from bot.knowledge.drafting.values import Draft, Evidence, Side, Statement
from tests.unit.drafting.conversations import says, thread
from tests.unit.drafting.test_extractive import ALL, BUILD, HOLIDAYS, PRINTER, VPN

NAMES = {"UBO": "Bo", "UCHEN": "Chen", "UDEE": "Dee", "UASKER": "Amina"}
PERMALINK = "https://acme.slack.com/archives/C1/p1"


def statement(text: str, quote: str | None = None, permalink: str = PERMALINK) -> Statement:
    return Statement(text, (Evidence("C1", "1.1", permalink, "UBO", quote if quote is not None else text),))


def page(*answer: Statement) -> str:
    return render(Draft(title="T?", title_from=None, answer=answer), NAMES)


def tokens(markdown: str) -> list[Token]:
    flat: list[Token] = []
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown):
        flat += [token, *(token.children or [])]
    return flat


def links(markdown: str) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens(markdown) if token.type == "link_open"]


def shown(markdown: str) -> str:
    """The text that a reader of the first paragraph under the heading sees."""
    first = [token for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown) if token.type == "inline"][1]
    return "".join(child.content for child in first.children or [] if child.type in {"text", "code_inline"})


def test_a_page_reads_from_the_short_answer_to_its_sources() -> None:
    assert render(extractive.draft(None, VPN), NAMES) == (
        "## Short answer\n\n"
        "You need to request it in the IT portal: [https://it.example/vpn](https://it.example/vpn) "
        "[[1]](https://acme.slack.com/archives/C1/p1000001) [[2]](https://acme.slack.com/archives/C1/p2000002) "
        "[[3]](https://acme.slack.com/archives/C1/p3000002)\n\n"
        "Pick VPN (standard) and your manager approves it [[4]](https://acme.slack.com/archives/C1/p1000002) "
        "[[3]](https://acme.slack.com/archives/C1/p3000002)\n\n"
        "Takes about 2 days [[5]](https://acme.slack.com/archives/C1/p1000003)\n\n"
        "## Sources\n\n"
        "1. Bo: [Slack message](https://acme.slack.com/archives/C1/p1000001)\n"
        "2. Chen: [Slack message](https://acme.slack.com/archives/C1/p2000002)\n"
        "3. Dee: [Slack message](https://acme.slack.com/archives/C1/p3000002)\n"
        "4. Bo: [Slack message](https://acme.slack.com/archives/C1/p1000002)\n"
        "5. Bo: [Slack message](https://acme.slack.com/archives/C1/p1000003)\n"
    )


def test_steps_are_a_numbered_list_and_code_is_code() -> None:
    assert [token.tag for token in tokens(render(extractive.draft(None, PRINTER), NAMES)) if token.tag == "ol"]
    fence = next(t for t in tokens(render(extractive.draft(None, BUILD), NAMES)) if t.type == "fence")
    assert fence.content == "make clean\nrm -rf ~/.cache/build\n"


def test_both_sides_of_a_disagreement_are_named() -> None:
    markdown = render(extractive.draft(None, HOLIDAYS), NAMES)
    assert "## Where people disagree\n\n**Bo:**\n\n- Yes, up to 5 days" in markdown
    assert "**Chen:**\n\n- No, you can't carry over" in markdown


def test_who_was_forgotten_is_a_former_member_and_who_is_unknown_is_someone() -> None:
    assert "1. former member: [Slack message]" in render(extractive.draft(None, VPN), {})
    assert shown(page(statement("Ask @{UGONE} for it"))) == "Ask someone for it [1]"
    assert shown(page(statement("Ask @{UBO} for it"))) == "Ask Bo for it [1]"


def test_what_is_missing_is_said() -> None:
    assert "## What is missing\n\nNobody has replied" in render(extractive.draft(None, [thread("How?")]), NAMES)


@pytest.mark.parametrize("threads", ALL)
def test_every_sentence_links_to_its_sources(threads: tuple[object, ...]) -> None:
    draft = extractive.draft(None, threads)  # type: ignore[arg-type]
    markdown = render(draft, NAMES)
    for item in draft.sources():
        assert markdown.count(f"]({item.permalink})") >= 2, "once at a sentence and once in the list of sources"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "![x](https://evil.example/p.png)",
        "[click][1] and [1]: https://evil.example",
        "<https://evil.example>",
        "*bold* __bold__ ~~gone~~ `a` ``b``",
        "# heading",
        "> quote",
        "| a | b |",
        "- item",
        "1. item",
        "1) item",
        "---",
        "===",
        "+ item",
        "&lt;b&gt; &#60;b&#62; &amp;",
        "\\[x\\](https://evil.example)",
        "[^1] $x^2$",
        "<!channel> <!here> <@U123> <#C123>",
    ],
)
def test_what_a_person_typed_is_shown_and_does_nothing(typed: str) -> None:
    markdown = page(statement(typed, quote="something else"))
    allowed = {"text", "code_inline", "link_open", "link_close", "softbreak", "heading_open", "heading_close"}
    allowed |= {"paragraph_open", "paragraph_close", "inline", "ordered_list_open", "ordered_list_close"}
    allowed |= {"list_item_open", "list_item_close"}
    assert {token.type for token in tokens(markdown)} <= allowed
    assert set(links(markdown)) == {PERMALINK}
    assert not re.search(r"<[!@#a-zA-Z]", re.sub(r"`[^`]*`", "", markdown))


_PIECES = [*"<>[]()!*_`~#&|\\-+=.:/@ ab1\n{}$^\"'", "https://evil.example", "www.", "&amp;", "&#42;"]


@given(st.lists(st.sampled_from(_PIECES)).map("".join))
def test_no_text_whatever_formats_or_links(typed: str) -> None:
    line = " ".join(typed.split())
    block = {"paragraph_open", "paragraph_close", "inline"}
    inline = [token for token in tokens(escape(line)) if token.type not in block]
    assert {token.type for token in inline} <= {"text"}
    assert "".join(token.content for token in inline) == line


def test_a_link_survives_only_if_its_own_evidence_has_it() -> None:
    good, evil = "https://it.example/a_(b)?x=1&y=2", "https://evil.example/x"
    markdown = page(statement(f"See {good}, or the form <{evil}>.", quote=f"See {good} for the form"))
    assert links(markdown) == ["https://it.example/a_%28b%29?x=1&y=2", PERMALINK, PERMALINK]
    assert shown(markdown) == f"See {good}, or the form ({REMOVED_LINK}). [1]"


def test_a_permalink_stands_in_the_text_as_slack_gives_it() -> None:
    permalink = "https://acme.slack.com/archives/C1/p1700000000000100?thread_ts=1699999999.000100&cid=C1"
    markdown = page(statement("Ask IT", permalink=permalink))
    assert markdown.count(permalink) == 2
    assert links(markdown) == [permalink, permalink]


@given(st.lists(st.sampled_from(["&", "amp", "copy", "#42", "#x2a", "cid=1", ";", "="])).map("".join))
def test_an_address_leads_to_where_it_says_whatever_follows_its_ampersands(query: str) -> None:
    address = f"https://acme.slack.com/x?{query}"
    assert links(page(statement("Ask IT", permalink=address))) == [address] * 2


@pytest.mark.parametrize("permalink", ["javascript:alert(1)", "data:text/html,x", ""])
def test_a_permalink_that_is_no_web_address_is_no_link(permalink: str) -> None:
    assert links(page(statement("Ask IT", permalink=permalink))) == []


def test_code_cannot_break_out_of_its_fence_or_call_a_channel() -> None:
    markdown = page(statement("Run:\n```\necho '<!channel>' ~~~\n```"))
    fences = [token for token in tokens(markdown) if token.type == "fence"]
    assert len(fences) == 1
    assert "<!channel" not in markdown


def test_a_name_cannot_format_either() -> None:
    side = Side.of((statement("A"),))
    markdown = render(Draft("T?", None, sides=(side, side)), {"UBO": "**Bo** [x](https://evil.example)"})
    assert set(links(markdown)) == {PERMALINK}


def test_what_slack_formats_is_read_as_people_see_it() -> None:
    draft = extractive.draft(
        None,
        [
            thread(
                "How do I get in?",
                says(
                    "UBO", "Use *the* _form_ at <https://it.example/f|the IT form> &amp; not ~the old one~ &lt;old&gt;"
                ),
            )
        ],
    )
    assert shown(render(draft, NAMES)) == "Use the form at the IT form (https://it.example/f) & not <old> [1]"
