"""`thrice evaluate`: what it measures, and what it says to bad files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.evaluate import evaluate
from bot.knowledge.evaluation import Line, average_precision, judged, precision_and_recall

RUN = CliRunner()

STREAM = """\
vpn\tamina\tHow do I get VPN access?
-\tbo\tWhich version of Python do we support?
vpn\tbo\tanyone know who hands out vpn accounts? can't connect from home
vpn\tchen\tWhere can I request access to the VPN as a new joiner?
lunch\tamina\tWhere do we order sandwiches for a workshop?
lunch\tamina\tHow do I order sandwiches for a workshop?
lunch\tamina\tWhere can I order sandwiches for workshops?
"""


def written(folder: Path, text: str) -> str:
    path = folder / "data.tsv"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_stream_is_one_json_object_and_one_person_alone_is_no_topic(tmp_path: Path) -> None:
    done = RUN.invoke(evaluate, ["stream", written(tmp_path, STREAM)])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {"drafts": 1, "precision": 1.0, "recall": 1.0}


def test_a_mark_at_the_start_and_empty_lines_at_the_end_change_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, f"\ufeff{STREAM}\n \r\n\n")
    done = RUN.invoke(evaluate, ["stream", file])
    assert json.loads(done.stdout) == {"drafts": 1, "precision": 1.0, "recall": 1.0}
    assert json.loads(RUN.invoke(evaluate, ["questions", written(tmp_path, "\ufeff1\tHow?\n\n")]).stdout)


def test_the_setting_says_after_how_many_a_topic_fires(tmp_path: Path) -> None:
    twice = "\n".join(line for line in STREAM.splitlines() if "chen" not in line)
    file = written(tmp_path, twice)
    assert json.loads(RUN.invoke(evaluate, ["stream", file]).stdout)["drafts"] == 0
    done = RUN.invoke(evaluate, ["stream", file], env={"THRICE_DRAFT_AFTER": "2"})
    assert json.loads(done.stdout) == {"drafts": 1, "precision": 1.0, "recall": 1.0}
    refused = RUN.invoke(evaluate, ["stream", file], env={"THRICE_DRAFT_AFTER": "1"})
    assert refused.exit_code == 1
    assert "THRICE_DRAFT_AFTER" in refused.stderr


def test_pairs_are_ranked(tmp_path: Path) -> None:
    pairs = "1\thow do I get vpn access\twhere to request vpn access\n0\thow do I get vpn access\tis there cake\n"
    done = RUN.invoke(evaluate, ["pairs", written(tmp_path, pairs)])
    assert json.loads(done.stdout) == {"average_precision": 1.0, "recall_at_precision_95": 1.0, "pairs": 2}


def test_questions_are_judged_both_ways(tmp_path: Path) -> None:
    file = written(tmp_path, "1\tHow do I get VPN access?\n1\tis the VPN down?\n0\tlunch at noon\n0\tok\n")
    assert json.loads(RUN.invoke(evaluate, ["questions", file]).stdout)["f1"] == 1.0
    capture = json.loads(RUN.invoke(evaluate, ["questions", "--capture", file]).stdout)
    assert capture == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(0.6667)}


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("pairs", "1\ta\tb\n1\tonly one\n", 2),
        ("pairs", "yes\ta\tb\n", 1),
        ("stream", "vpn\tamina\thow?\n\nvpn\tbo\thow?\n", 2),
        ("stream", "vpn\tamina\thow?\n\tbo\thow?\n", 2),
        ("stream", "vpn\tamina\thow?\nvpn\tbo\t \n", 2),
        ("pairs", "1\ta\tb\n0\ta\t\n", 2),
        ("questions", "1\tok\n0\t\n", 2),
        ("questions", "\ufeff1\tok\n2\tok\n", 2),
        ("questions", "\n \n", 1),
        ("questions", "1\tok\n2\tok\n", 2),
        ("questions", "", 1),
    ],
)
def test_bad_data_is_one_sentence_with_file_and_line(tmp_path: Path, command: str, text: str, line: int) -> None:
    file = written(tmp_path, text)
    done = RUN.invoke(evaluate, [command, file])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert f"{file}, line {line}:" in done.stderr
    assert done.stderr.strip().count("\n") == 0


def test_bytes_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "data.tsv"
    path.write_bytes(b"1\tfine\n0\t\xff\xfe\n")
    done = RUN.invoke(evaluate, ["questions", str(path)])
    assert done.exit_code == 1
    assert "line 2" in done.stderr


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert RUN.invoke(evaluate, ["pairs", str(tmp_path / "none.tsv")]).exit_code == 2


def test_a_draft_with_one_stranger_in_it_is_wrong() -> None:
    lines = [Line("a", "1", ""), Line("a", "2", ""), Line("a", "3", ""), Line("b", "1", ""), Line("-", "2", "")]
    assert judged(lines, [(0, 1, 2)]) == {"drafts": 1, "precision": 1.0, "recall": 1.0}
    assert judged(lines, [(0, 1, 3)]) == {"drafts": 1, "precision": 0.0, "recall": 0.0}
    assert judged(lines, []) == {"drafts": 0, "precision": 0.0, "recall": 0.0}


def test_average_precision_does_not_reward_ties() -> None:
    assert average_precision(*precision_and_recall([True, False], [0.5, 0.5])) == 0.5
    assert average_precision(*precision_and_recall([False, True, True], [0.9, 0.8, 0.7])) == pytest.approx(7 / 12)
