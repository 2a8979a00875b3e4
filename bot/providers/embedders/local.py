"""The embedder that comes with Thrice: all-MiniLM-L6-v2, int8, on one core of this machine."""

import asyncio
import ctypes
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
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


class LocalEmbedder:
    """all-MiniLM-L6-v2. Loads at the first text (0.1 s, 70 MB); about 3 ms a question after that."""

    model_id = "all-MiniLM-L6-v2-int8.1"
    dimensions = 384

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedder")

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        loop = asyncio.get_running_loop()
        turns = [texts[start : start + TURN] for start in range(0, len(texts), TURN)]
        done = [await loop.run_in_executor(self._worker, self.embed_now, turn) for turn in turns]
        return np.concatenate([np.empty((0, self.dimensions), np.float32), *done])

    def embed_now(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same, at once in this thread: for commands that have nothing else to do."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            # One text a run: batches were no faster on one core, and in a batch a text's vector depends on the others.
            ids = np.array([self._tokenizer.ids(text, WINDOW)], dtype=np.int64)
            (found,) = self._session.run(None, {"token_ids": ids})
            vectors[row] = found[0]
        return vectors

    def close(self) -> None:
        """Let the worker thread end."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _tokenizer(self) -> WordPiece:
        return WordPiece.read(self._folder / "vocab.txt")

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The arena never gives memory back; without it a run costs the same here.
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False
        path = str(self._folder / "model.onnx")
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        _give_back()
        return session


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
