"""The wiki's pages: each as far as the person may read it."""

import re
from datetime import timedelta

import pytest

from bot.workspaces.policy import Policy
from bot.workspaces.working_days import after_working_days
from models.articles import Article, Revision
from models.cards import Card, CardSource
from models.questions import Question
from tests.integration.web.conftest import MakeSite, Site
from tests.wiki_world import NOW

HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)>

[click](javascript:alert(1)) [data](data:text/html,x) ![pixel](https://evil.example/p.png) <https://ok.example/a>

<style>body{display:none}</style>
"""


async def test_an_article_is_shown_with_who_approved_it_and_where_it_comes_from(site: Site) -> None:
    article = await site.team.article(
        "How do I get VPN access?",
        "Ask **IT** in the portal.",
        tags=["vpn"],
        phrasings=["anyone know who hands out vpn accounts?", "How do I get VPN access?"],
    )
    await site.team.offer(article, "U3", "solved")
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).text
    for part in (
        '<h1 dir="auto">How do I get VPN access?</h1>',
        "<strong>IT</strong>",
        "Verified",
        "by <bdi>Bo</bdi>",
        "24 November 2026",
        'href="https://acme.slack.com/archives/C1/p1700000000000100"',
        "<bdi>#help</bdi>",
        "Asked 2 times in these words",
        "anyone know who hands out vpn accounts?",
        "Shown to 1 person who asked; it solved the question for 1.",
        f'href="/wiki/{article.slug}/history"',
        'href="/wiki/tags/vpn"',
    ):
        assert part in page


async def test_a_draft_that_lists_its_own_sources_gets_no_second_list(site: Site) -> None:
    article = await site.team.article("How?", "So.\n\n## Sources\n\n1. Bo: [Slack message](https://acme.slack.com/x)")
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).text
    assert page.count("Sources</h2>") == 1


async def test_a_stale_article_says_so(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", status="stale")
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).text
    assert "May be out of date" in page
    assert "last confirmed by <bdi>Bo</bdi>" in page


async def test_a_hidden_page_and_one_that_never_was_are_the_same(site: Site) -> None:
    secret = await site.team.article("Who may sign for the merger?", audience="C9")
    draft = await site.team.article("Not yet approved", status="draft", reviewer="U2")
    retired = await site.team.article("Long gone", status="retired", reviewer="U2")
    chen = await site.signed_in("U3")
    never = await chen.get("/wiki/999999")
    assert never.status_code == 404
    for article in (secret, draft, retired):
        for path in (f"/wiki/{article.slug}", f"/wiki/{article.slug}/history"):
            hidden = await chen.get(path)
            assert (hidden.status_code, hidden.content, hidden.headers) == (404, never.content, never.headers)
    assert (await chen.get("/nowhere")).content == never.content
    assert (await site.browser().get("/nowhere")).content == never.content
    bo = await site.signed_in("U2")
    for article in (secret, draft, retired):
        assert (await bo.get(f"/wiki/{article.slug}")).status_code == 200
    assert "Private channel" in (await bo.get(f"/wiki/{secret.slug}")).text


async def test_the_list_shows_what_one_may_read_and_nothing_else(site: Site) -> None:
    await site.team.article("How do I get VPN access?", at=NOW - timedelta(days=3))
    await site.team.article("Who may sign for the merger?", audience="C9")
    await site.team.article("Not yet approved", status="draft")
    amina, bo, guest = [await (await site.signed_in(who)).get("/wiki") for who in ("U1", "U2", "U9")]
    assert "How do I get VPN access?" in amina.text
    assert "3 days ago" in amina.text
    assert "merger" not in amina.text
    assert "merger" in bo.text
    assert "No answers yet" in guest.text
    for answer in (amina, bo):
        assert "Not yet approved" not in answer.text


async def test_another_team_sees_nothing_of_it(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", tags=["vpn"])
    await site.team.offer(article, "U3", "solved")
    other = await type(site.team).founded(site.team.storage, "T2")
    theirs = type(site)(other, site.clock, site.jobs, site.address, site.parts)
    browser = await theirs.signed_in("U3")
    for path in ("/wiki", "/wiki/tags", "/wiki/review", "/wiki?q=vpn"):
        assert "VPN access" not in (await browser.get(path)).text
    assert (await browser.get(f"/wiki/{article.slug}")).status_code == 404
    numbers = (await browser.get("/wiki/numbers")).text
    assert set(re.findall(r"<td>(.*?)</td>", numbers)) == {"0", "–"}
    await theirs.browsers[0].client.aclose()


async def test_the_list_has_pages(site: Site) -> None:
    for number in range(31):
        await site.team.article(f"Question number {number:02}?", at=NOW - timedelta(minutes=number))
    browser = await site.signed_in("U3")
    first, second = await browser.get("/wiki"), await browser.get("/wiki?page=2")
    assert "Page 1 of 2" in first.text
    assert "number 30" not in first.text
    assert "number 30" in second.text
    for odd in ("0", "-1", "x", "9" * 30, "٣", "1.5", ""):
        assert (await browser.get(f"/wiki?page={odd}")).status_code == 200


async def test_search_shows_hits_with_age_and_reviewer(site: Site) -> None:
    await site.team.article("How do I get VPN access?", "Ask IT in the portal.", at=NOW - timedelta(days=40))
    await site.team.note("The printer is called <Gutenberg>.")
    browser = await site.signed_in("U3")
    hits = (await browser.get("/wiki?q=vpn+access")).text
    for part in (
        "How do I get VPN access?",
        "Ask IT in the portal.",
        "by <bdi>Bo</bdi>, 1 month ago",
        'value="vpn access"',
    ):
        assert part in hits
    note = (await browser.get("/wiki?q=printer")).text
    assert 'rel="nofollow noopener noreferrer"' in note
    assert "Saved message" in note
    assert "Nothing found" in (await browser.get("/wiki?q=zebra")).text
    assert site.parts.metrics.searches.labels("found")._value.get() == 2


async def test_the_history_shows_what_changed(site: Site) -> None:
    article = await site.team.article(
        "How do I get VPN access?", "Ask IT <b>today</b>.", revisions=["Ask HR.", "Ask IT."], reviewer="U2"
    )
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}/history")).text
    assert page.index("Revision 3") < page.index("Revision 2") < page.index("Revision 1")
    assert "<ins>IT</ins>" in page
    assert "<del>HR</del>" in page
    assert "&lt;" in page
    assert "<b>today" not in page
    assert "Thrice" in page


async def test_the_history_leaves_out_what_cites_a_hidden_channel(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", "New words.", revisions=["Old words."])
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        for source in await uow.articles.sources(article.id, 1):
            source.channel_id = "C9"
    chen, bo = await site.signed_in("U3"), await site.signed_in("U2")
    assert "Old words." not in (await chen.get(f"/wiki/{article.slug}/history")).text
    assert "Old words." in (await bo.get(f"/wiki/{article.slug}/history")).text


async def test_an_article_whose_shown_revision_cites_a_hidden_channel_is_hidden(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", revisions=["Old words."])
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        stored = await uow.articles.get(article.id)
        assert stored is not None
        stored.published_revision = 1
        for source in await uow.articles.sources(article.id, 1):
            source.channel_id = "C9"
    assert (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).status_code == 404


async def test_readers_see_the_approved_words_while_new_ones_wait(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", "Brand new.", revisions=["Approved."], reviewer="U2")
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        stored = await uow.articles.get(article.id)
        assert stored is not None
        stored.published_revision = 1
    chen, bo = await site.signed_in("U3"), await site.signed_in("U2")
    page = (await chen.get(f"/wiki/{article.slug}")).text
    assert "Approved." in page
    assert "A newer text waits for its review" in page
    assert "Brand new." not in page + (await chen.get(f"/wiki/{article.slug}/history")).text
    assert "Brand new." in (await bo.get(f"/wiki/{article.slug}/history")).text


async def test_tags_lead_to_their_articles(site: Site) -> None:
    await site.team.article("How do I get VPN access?", tags=["net & access/vpn"])
    await site.team.article("Who may sign?", tags=["board"], audience="C9")
    browser = await site.signed_in("U3")
    tags = (await browser.get("/wiki/tags")).text
    assert "board" not in tags
    assert 'href="/wiki/tags/net%20%26%20access/vpn"' in tags
    assert (await browser.get("/wiki/tags/board")).status_code == 404
    tagged = await browser.get("/wiki/tags/net%20%26%20access/vpn")
    assert "How do I get VPN access?" in tagged.text


async def test_the_review_queue_is_mine_and_a_curators_is_everybodys(site: Site) -> None:
    mine = await site.team.article("How do I order a chair?", status="draft", reviewer="")
    secret = await site.team.article("Who may sign?", status="draft", audience="C9", reviewer="")
    await site.team.review(mine, "U3")
    await site.team.review(secret, "U2")
    chen, amina, bo = [(await (await site.signed_in(who)).get("/wiki/review")).text for who in ("U3", "U1", "U2")]
    assert "How do I order a chair?" in chen
    assert "Waiting for others" not in chen
    assert "How do I order a chair?" in amina
    assert "with <bdi>Chen</bdi>" in amina
    assert "Who may sign?" not in amina
    assert "Who may sign?" in bo
    assert (await (await site.signed_in("U3")).get(f"/wiki/{mine.slug}")).status_code == 200


async def _people_got_wrong(site: Site, article: Article, sentence: str) -> None:
    """Leave what learning leaves when several people were sure of a card and got it wrong."""
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        source = CardSource(article_id=article.id, revision=1, made_at=NOW, unclear=article.published_revision)
        uow.add(source)
        await uow.flush()
        card = Card(
            source_id=source.id, kind="recall", key="k", position=0, question="?", answer=sentence, sentence=sentence,
            created_at=NOW,
        )  # fmt: skip
        uow.add(card)
        await uow.flush()
        source.unclear_card = card.id


async def test_a_sentence_that_people_got_wrong_is_shown_to_those_who_decide_about_its_page(site: Site) -> None:
    page = await site.team.article("How do I get VPN access?", "Ask <IT> by Friday.", reviewer="U3")
    secret = await site.team.article("Who may sign?", "Two of the board.", audience="C9")
    await _people_got_wrong(site, page, "Ask <IT> by Friday.")
    await _people_got_wrong(site, secret, "Two of the board.")
    amina, bo, chen = [await site.signed_in(who) for who in ("U1", "U2", "U3")]
    path, shown = f"/wiki/{page.slug}", "Ask &lt;IT&gt; by Friday.</blockquote>"
    assert [shown in (await who.get(path)).text for who in (amina, bo, chen)] == [True, False, True]
    queues = [(await who.get("/wiki/review")).text for who in (amina, bo, chen)]
    assert [shown in queue for queue in queues] == [True, False, True]
    assert "reviewed by <bdi>Chen</bdi>" in queues[0]
    assert ["Two of the board." in queue for queue in queues] == [False, True, False]
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        article = await uow.articles.get(page.id)
        assert article is not None
        article.revision = article.published_revision = 2
        uow.add(
            Revision(
                article_id=page.id,
                number=2,
                title="How?",
                body_markdown="Ask IT.",
                author="U3",
                reason="edited",
                created_at=NOW,
            ),
        )
    assert "wrong" not in (await amina.get(path)).text, "the next version has not been misread yet"
    assert "Perhaps misread" not in (await amina.get("/wiki/review")).text


async def test_the_page_that_people_got_wrong_is_brought_to_who_wants_to_mend_it(site: Site) -> None:
    page = await site.team.article("How do I get VPN access?", "Ask IT by Friday.", reviewer="U3")
    await _people_got_wrong(site, page, "Ask IT by Friday.")
    bo, chen = await site.signed_in("U2"), await site.signed_in("U3")
    path = f"/wiki/{page.slug}/revise"
    assert f'action="{path}"' in (await chen.get(f"/wiki/{page.slug}")).text
    assert (await bo.post(path, origin=site.address)).status_code == 404, "whoever may not decide is told nothing"
    assert (await chen.post(path, origin="https://evil.example")).status_code == 403
    assert (await site.browser().post(path, origin=site.address)).status_code == 401
    for _ in range(2):
        answer = await chen.post(path, origin=site.address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/wiki/review")
    assert [job.kind for job in site.jobs.left] == ["send_review_card"], "asked twice, it comes once"
    waiting = (await chen.get("/wiki/review")).text
    assert waiting.count("How do I get VPN access?") == 2
    assert "passes on" not in waiting, "nobody waits for it"


async def test_a_page_brought_from_who_was_asked_waits_for_as_long_as_the_policy_says(make_site: MakeSite) -> None:
    site: Site = await make_site(policy=Policy(review_days=9))
    page = await site.team.article("How do I get VPN access?", reviewer="U3")
    await site.team.review(page, "U2")
    chen = await site.signed_in("U3")
    assert (await chen.post(f"/wiki/{page.slug}/revise", origin=site.address)).status_code == 303
    async with site.team.storage.look(site.team.workspace_id) as uow:
        asked = await uow.reviews.open_of(page.id)
    assert asked is not None
    assert asked.due_at == after_working_days(site.clock(), 9)


async def test_the_numbers_count_what_happened(site: Site) -> None:
    one = await site.team.article("How do I get VPN access?")
    await site.team.article("How do I order a chair?", status="stale")
    hidden = await site.team.article("Who may sign?", audience="C9")
    await site.team.review(one, "U2", outcome="published")
    for article, who, verdict in (
        (one, "U3", "solved"),
        (one, "U1", "outdated"),
        (one, "U2", None),
        (hidden, "U2", "solved"),
    ):
        await site.team.offer(article, who, verdict)
    page = (await (await site.signed_in("U3")).get("/wiki/numbers")).text
    assert re.findall(r"<td>(.*?)</td>", page) == ["2", "1", "1", "3", "1", "1", "0", "5 hours"]
    assert "median of 1" in page


async def test_a_retired_article_is_restored_by_who_may(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", status="retired", reviewer="U2")
    path = f"/wiki/{article.slug}"
    chen, amina = await site.signed_in("U3"), await site.signed_in("U1")
    assert "Restore" in (await amina.get(path)).text
    assert (await chen.post(f"{path}/restore", origin=site.address)).status_code == 404
    assert (await amina.post(f"{path}/restore", origin="https://evil.example")).status_code == 403
    assert (await site.browser().post(f"{path}/restore", origin=site.address)).status_code == 401
    assert (await chen.get(path)).status_code == 404
    answer = await amina.post(f"{path}/restore", origin=site.address)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert (await chen.get(path)).status_code == 200
    assert {job.kind for job in site.jobs.left} == {"keep_article_vector", "publish_to_wikis"}
    assert (await amina.post(f"{path}/restore", origin=site.address)).status_code == 404


async def test_a_phrasing_from_a_channel_that_turned_private_is_not_shown(site: Site) -> None:
    article = await site.team.article("How do I get VPN access?", phrasings=["first words", "second words"])
    async with site.team.storage.begin(site.team.workspace_id) as uow:
        for question in await uow.questions.of_topic(article.topic_id or 0):
            if question.text == "second words":
                assert isinstance(question, Question)
                question.channel_id = "C9"
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).text
    assert "Asked 1 time in these words" in page
    assert "second words" not in page


@pytest.mark.parametrize(
    "path", ["/wiki", "/wiki/{slug}", "/wiki/{slug}/history", "/wiki/tags", "/wiki/review", "/wiki?q={title}"]
)
async def test_hostile_words_stay_words(site: Site, path: str) -> None:
    title = "</title><script>alert(1)</script>\u202e<!-- \"'"
    article = await site.team.article(title, HOSTILE, tags=["<b>x</b>"], phrasings=["<script>alert(2)</script>"])
    await site.team.review(article, "U3")
    browser = await site.signed_in("U3")
    page = (await browser.client.get(path.format(slug=article.slug, title="%3Cscript%3Ealert(1)"))).text
    for live in ("<script", "<style", "<img", 'href="javascript:', 'href="data:', 'evil.example/p.png"', "<b>x"):
        assert live not in page


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/wiki?q=%00",
            "/wiki?q=%ff%fe",
            "/wiki?q=%ed%a0%80",
            "/wiki?q=" + "a" * 10_000,
            "/wiki?q=" + "%22*%20" * 500,
        ),
        *("/wiki?q", "/wiki?q=a&q=b", "/wiki?&&&=&", "/wiki?page=%00", "/wiki?" + "x=1&" * 3000, "/wiki?q=%E2%80%AE"),
    ],
)
async def test_odd_queries_get_a_page(site: Site, path: str) -> None:
    assert (await (await site.signed_in("U3")).get(path)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/wiki/%00", "/wiki/%ff", "/wiki/..%2f..%2fetc", "/wiki/%2e%2e/history", "/wiki/" + "a" * 5000, "/wiki/'"),
        *("/wiki/%ed%a0%80", "/wiki/1%00/history", "/wiki/tags/%00", "/wiki/tags/%ff", "/wiki/12%0d%0aSet-Cookie:x"),
    ],
)
async def test_odd_addresses_are_not_found(site: Site, path: str) -> None:
    answer = await (await site.signed_in("U3")).get(path)
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


async def test_links_out_tell_nobody_where_they_were_clicked(site: Site) -> None:
    article = await site.team.article("How?", "[portal](https://it.example.com) <https://ok.example/a>")
    page = (await (await site.signed_in("U3")).get(f"/wiki/{article.slug}")).text
    outside = re.findall(r"<a [^>]*href=\"https://[^>]*>", page)
    assert len(outside) == 3
    assert all('rel="nofollow noopener noreferrer"' in link for link in outside)
