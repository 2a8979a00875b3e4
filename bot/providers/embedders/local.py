"""The embedder that comes with Thrice: all-MiniLM-L6-v2, int8, on this machine's processor."""

import asyncio
import ctypes
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from math import ceil
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.providers.embedders.wordpiece import WordPiece

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FOLDER = Path(__file__).parent / "minilm"
WINDOW = 128
"""Word pieces of a text that count: the length the model was trained on."""

TURN = 16
"""Texts embedded before others get their turn, so that an import does not hold up the question just asked."""

AT_ONCE = min(2, os.cpu_count() or 1)
"""Threads that embed. A second one nearly halves an import; more would leave nothing to those who serve."""


class LocalEmbedder:
    """all-MiniLM-L6-v2. Loads at the first text (0.1 s, 60 MB); about 3 ms a question after that."""

    model_id = "all-MiniLM-L6-v2-int8.1"
    dimensions = 384

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="embedder")
        self._loading = Lock()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        loop = asyncio.get_running_loop()
        size = max(1, min(TURN, ceil(len(texts) / AT_ONCE)))
        starts = iter(range(0, len(texts), size))

        async def take_turns() -> None:
            for start in starts:
                turn = slice(start, start + size)
                vectors[turn] = await loop.run_in_executor(self._workers, self.embed_now, texts[turn])

        await asyncio.gather(*(take_turns() for _ in range(AT_ONCE)))
        return vectors

    def embed_now(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same, at once in this thread: for commands that have nothing else to do."""
        tokenizer, session = self._loaded()
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            # One text a run: batches gain little on one core, and in a batch a text's vector depends on the others.
            ids = np.array([tokenizer.ids(text, WINDOW)], dtype=np.int64)
            (found,) = session.run(None, {"token_ids": ids})
            vectors[row] = found[0]
        return vectors

    def close(self) -> None:
        """Let the worker threads end."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _loaded(self) -> tuple[WordPiece, "InferenceSession"]:
        """The tokenizer and the model, read by whichever thread comes first."""
        with self._loading:
            return self._parts

    @cached_property
    def _parts(self) -> tuple[WordPiece, "InferenceSession"]:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Texts differ in length, so that a pattern learnt from one fits no other.
        options.enable_mem_pattern = False
        path = str(self._folder / "model.onnx")
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        _give_back()
        return WordPiece.read(self._folder / "vocab.txt"), session


def _give_back() -> None:
    """Return to the system what reading the model took and freed: 15 MB, which glibc would keep."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # other C libraries have no such thing, and less to return
        trim(0)


def origin(folder: Path = FOLDER) -> dict[str, object]:
    """Where the model comes from: its source, licence, build and hashes."""
    note: dict[str, object] = json.loads((folder / "origin.json").read_text("utf-8"))
    return note


def build(options: Mapping[str, str]) -> LocalEmbedder:  # noqa: ARG001 - it has no settings, its siblings have
    """The local embedder."""
    return LocalEmbedder()
