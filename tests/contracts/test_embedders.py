"""What every embedder promises, held against each of them; and our word pieces against the `tokenizers` package."""

import asyncio
import hashlib
import time
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece as ReferencePieces
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from bot.config import ModelSettings, read
from bot.makers import make_embedder
from bot.ports.embedder import Embedder, EmbedderUnavailable
from bot.providers import embedders
from bot.providers.embedders.local import FOLDER, WINDOW, LocalEmbedder, origin
from bot.providers.embedders.openai import OpenAIEmbedder
from bot.providers.embedders.wordpiece import WordPiece, words

HOSTILE = [
    "",
    " ",
    "\0",
    "\ud800 lone",
    "a" * 40_000,
    "word " * 8_000,
    "漢" * 40_000,
    "?!" * 20_000,
    "\u202eright to left",
]


class Server:
    """A small server that speaks the embeddings part of OpenAI's protocol; `answers` says what it does next."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.status = 200
        self.delay = 0.0
        self.body: object = None
        self.url = ""

    async def embeddings(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.requests.append(asked)
        await asyncio.sleep(self.delay)
        if self.status != 200 or self.body is not None:
            return web.json_response(self.body, status=self.status)
        rows = [
            {"object": "embedding", "index": n, "embedding": self.vector(text, asked["dimensions"])}
            for n, text in enumerate(asked["input"])
        ]
        # Not in order: `index` says which is which.
        return web.json_response({"object": "list", "model": asked["model"], "data": rows[::-1], "usage": {}})

    @staticmethod
    def vector(text: str, dimensions: int) -> list[float]:
        seed = hashlib.sha256(text.encode()).digest()[:4]
        return [float(x) * 3 for x in np.random.default_rng(list(seed)).standard_normal(dimensions)]


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server, app = Server(), web.Application()
    app.router.add_post("/v1/embeddings", server.embeddings)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield server
    finally:
        await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as running:
        yield running


@pytest.fixture(params=embedders.NAMES)
async def embedder(request: pytest.FixtureRequest, server: Server) -> AsyncIterator[Embedder]:
    options = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k", "THRICE_EMBEDDINGS_DIMENSIONS": "64"}
    built = embedders.build(request.param, options)
    yield built
    if isinstance(built, OpenAIEmbedder):
        await built.close()


async def test_rows_have_the_promised_shape_and_unit_length(embedder: Embedder) -> None:
    vectors = await embedder.embed(["How do I get VPN access?", "lunch"])
    assert vectors.shape == (2, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_settings_choose_the_model_and_the_length_of_its_vectors() -> None:
    said = {
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
        "THRICE_EMBEDDINGS": "openai",
        "THRICE_EMBEDDINGS_MODEL": "bge-small",
        "THRICE_EMBEDDINGS_DIMENSIONS": "384",
    }
    made = make_embedder(read(ModelSettings, said))
    assert "bge-small" in made.model_id
    assert made.dimensions == 384


async def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert (await embedder.embed([])).shape == (0, embedder.dimensions)


async def test_any_string_is_a_text(embedder: Embedder) -> None:
    vectors = await embedder.embed(HOSTILE)
    assert np.isfinite(vectors).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


async def test_a_text_has_one_vector_whatever_it_travels_with(embedder: Embedder) -> None:
    texts = [f"question number {n} about {'a long story ' * (n % 7)}" for n in range(70)]
    together = await embedder.embed(texts)
    alone = np.concatenate([await embedder.embed([text]) for text in texts[::9]])
    assert np.array_equal(together[::9], alone)


async def test_the_model_has_a_name(embedder: Embedder) -> None:
    assert embedder.model_id.strip()


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(ValueError, match="local or openai"):
        embedders.build("word2vec", {})


@pytest.mark.parametrize("options", [{}, {"OPENAI_API_KEY": "k", "THRICE_EMBEDDINGS_DIMENSIONS": "many"}])
def test_a_setting_that_is_missing_or_wrong_is_named(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"OPENAI_API_KEY|THRICE_EMBEDDINGS_DIMENSIONS"):
        embedders.build("openai", options)


class TestRemote:
    """What a server may do to us."""

    @pytest.fixture
    async def remote(self, server: Server) -> AsyncIterator[OpenAIEmbedder]:
        async with closing(
            OpenAIEmbedder(api_key="k", base_url=server.url, model="text-embedding-3-small", dimensions=8, deadline=2)
        ) as embedder:
            yield embedder

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"data": []},
            {"data": [{"index": 0, "embedding": [0.1]}]},
            {"data": [{"index": 0, "embedding": [0.0] * 8}]},
            {"data": [{"index": 0, "embedding": ["x"] * 8}]},
            {"data": [{"index": 0}]},
            {"data": None},
        ],
    )
    async def test_a_broken_answer_is_said_to_be_one(
        self, server: Server, remote: OpenAIEmbedder, body: object
    ) -> None:
        server.body = body
        with pytest.raises(EmbedderUnavailable):
            await remote.embed(["text"])

    async def test_a_refusal_and_a_dead_server_are_said_too(self, server: Server, remote: OpenAIEmbedder) -> None:
        server.status, server.body = 401, {"error": {"message": "no"}}
        with pytest.raises(EmbedderUnavailable, match="AuthenticationError"):
            await remote.embed(["text"])

    async def test_a_slow_server_is_left_at_the_deadline(self, server: Server) -> None:
        server.delay = 5
        impatient = OpenAIEmbedder(api_key="k", base_url=server.url, model="m", dimensions=8, deadline=0.2)
        async with closing(impatient):
            started = time.monotonic()
            with pytest.raises(EmbedderUnavailable):
                await impatient.embed(["text"])
            assert time.monotonic() - started < 3

    async def test_many_texts_go_in_several_requests(self, server: Server, remote: OpenAIEmbedder) -> None:
        await remote.embed([f"text {n}" for n in range(150)])
        assert [len(asked["input"]) for asked in server.requests] == [64, 64, 22]

    async def test_only_models_that_take_a_length_are_given_one(self, server: Server) -> None:
        server.body = {"data": [{"index": 0, "embedding": [1.0] * 8}]}
        async with closing(
            OpenAIEmbedder(api_key="k", base_url=server.url, model="bge-m3", dimensions=8, deadline=2)
        ) as other:
            await other.embed(["text"])
        assert "dimensions" not in server.requests[0]


@asynccontextmanager
async def closing(embedder: OpenAIEmbedder) -> AsyncIterator[OpenAIEmbedder]:
    try:
        yield embedder
    finally:
        await embedder.close()


class TestLocal:
    """The model that comes with Thrice."""

    def test_its_files_are_the_ones_that_were_built(self) -> None:
        note = origin()
        assert note["licence"] == "Apache-2.0"
        hashes = note["sha256"]
        assert isinstance(hashes, dict)
        for name, expected in hashes.items():
            assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == expected
        assert "Apache License" in (FOLDER / "LICENSE").read_text("utf-8")

    async def test_likeness_is_what_was_measured_before(self) -> None:
        """Cosines of the unquantised model, to two digits: a wrong build or tokenizer shows here."""
        texts = [
            "How do I get VPN access?",
            "anyone know who hands out vpn accounts?",
            "Where can I request access to the VPN as a new joiner?",
            "How do I renew my VPN certificate?",
            "Is the VPN down?",
        ]
        vectors = await LocalEmbedder().embed(texts)
        assert vectors[0] @ vectors[1:].T == pytest.approx([0.63, 0.71, 0.51, 0.62], abs=0.02)

    async def test_an_import_does_not_hold_up_the_question_just_asked(self) -> None:
        embedder = LocalEmbedder()
        await embedder.embed(["warm"])
        finished: list[str] = []

        async def embed(name: str, texts: list[str]) -> None:
            await embedder.embed(texts)
            finished.append(name)

        async with asyncio.TaskGroup() as group:
            group.create_task(embed("import", [f"line {n} of an export" for n in range(200)]))
            await asyncio.sleep(0)
            group.create_task(embed("question", ["How do I get VPN access?"]))
        assert finished == ["question", "import"]

    async def test_a_giant_text_costs_no_more_than_a_long_one(self) -> None:
        embedder = LocalEmbedder()
        await embedder.embed(["warm"])
        for text in HOSTILE:
            started = time.process_time()
            await embedder.embed([text])
            assert time.process_time() - started < 0.5


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    return WordPiece.read(FOLDER / "vocab.txt")


@pytest.fixture(scope="module")
def reference() -> Tokenizer:
    lines = (FOLDER / "vocab.txt").read_text("utf-8").split("\n")
    vocabulary = {piece: number for number, piece in enumerate(lines) if piece}
    tokenizer = Tokenizer(ReferencePieces(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.post_processor = BertProcessing(("[SEP]", 102), ("[CLS]", 101))
    tokenizer.enable_truncation(WINDOW)
    return tokenizer


# Characters on which our Unicode tables and the other's agree: all but some marks that are newer than one of them.
NEWER = {0x61D, 0x9FD, 0xA76, 0xC77, 0xC84, 0x166D, 0x1734, 0x7FD, 0x890, 0x891, 0x8E2, 0x110CD}
characters = st.characters(exclude_categories=["Cs", "Cn"], max_codepoint=0x1FFFF).filter(
    lambda char: ord(char) not in NEWER and not _newer_mark(char)
)


def _newer_mark(char: str) -> bool:
    """Whether it is a mark that Unicode 3.2 did not have yet: there the tables begin to differ."""
    return unicodedata.category(char)[0] in "PM" and unicodedata.ucd_3_2_0.category(char) == "Cn"


@given(
    st.text(characters, max_size=200)
    | st.lists(
        st.sampled_from(["VPN", "naïve", "Ünïcödé", "don't", "a/b", "İstanbul", "ΣΑΣ", "漢字", "x" * 99, "x" * 101])
    ).map(" ".join)
)
def test_our_word_pieces_are_theirs(pieces: WordPiece, reference: Tokenizer, text: str) -> None:
    assert pieces.ids(text, WINDOW) == reference.encode(text).ids


def test_every_single_character_is_cut_as_theirs_but_for_newer_tables(pieces: WordPiece, reference: Tokenizer) -> None:
    different = [
        code
        for code in range(0x20000)
        if not 0xD800 <= code < 0xE000
        and pieces.ids(f"a{chr(code)}b", WINDOW) != reference.encode(f"a{chr(code)}b").ids
    ]
    assert len(different) < 600
    assert not [code for code in different if code < 0x600]


def test_words_of_a_text_never_spell_a_mark(pieces: WordPiece) -> None:
    assert list(words("[SEP] [CLS]")) == ["[", "sep", "]", "[", "cls", "]"]
    assert pieces.ids("[SEP]", WINDOW).count(102) == 1


@pytest.mark.parametrize("window", [2, 3, 128])
def test_the_window_holds(pieces: WordPiece, window: int) -> None:
    ids = pieces.ids("word " * 1_000, window)
    assert len(ids) == window
    assert (ids[0], ids[-1]) == (101, 102)
