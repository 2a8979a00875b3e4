"""Every figure is documented, and what is documented exists."""

import re
from pathlib import Path

from bot.telemetry.metrics import Metrics

DOCUMENT = Path(__file__).parents[2] / "docs" / "metrics.md"
ROW = re.compile(r"^\| `(thrice_\w+?)(?:_total)?` \| (\w+) \| (.*?) \|", re.MULTILINE)


def documented() -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = ROW.findall(DOCUMENT.read_text())
    return {name: (kind, tuple(sorted(re.findall(r"`(\w+)`", labels)))) for name, kind, labels in rows}


def defined() -> dict[str, tuple[str, tuple[str, ...]]]:
    metrics = Metrics()
    figures = [figure for figure in vars(metrics).values() if hasattr(figure, "_labelnames")]
    return {figure._name: (figure._type, tuple(sorted(figure._labelnames))) for figure in figures}


def test_the_document_and_the_module_name_the_same_figures_with_the_same_labels() -> None:
    assert documented() == defined()
    assert set(defined()) == Metrics().names()


def test_two_processes_in_one_do_not_share_figures() -> None:
    one, other = Metrics(), Metrics()
    one.searches.labels("found").inc()
    assert b'thrice_searches_total{outcome="found"} 1.0' in one.text()
    assert b"thrice_searches_total{" not in other.text()
