from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.courses.folder import LARGEST, read_folder
from bot.learning.courses.front_matter import parse
from bot.learning.courses.splitting import READ_AT_ONCE, split
from bot.learning.courses.starter import KEY
from bot.learning.courses.values import NotACourse
from bot.learning.pace import reading_seconds

LESSON = "---\ntitle: {}\norder: {}\n---\nSome text to read.\n"


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    with pytest.raises(NotACourse) as wrong:
        read_folder(folder)
    return [str(problem) for problem in wrong.value.problems]


def test_lessons_stand_in_their_order_and_the_course_is_named_by_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "Support basics"
    folder.mkdir()
    written(folder, b=LESSON.format("First", 1), a=LESSON.format("Second", 2))
    written(folder, course="---\ntitle: Support\ntags: [support]\n---\nFor new joiners.\n")
    course = read_folder(folder)
    assert (course.key, course.title, course.summary, course.tags) == (
        "support-basics", "Support", "For new joiners.", ("support",),
    )  # fmt: skip
    assert [part.title for part in course.parts] == ["First", "Second"]


def test_a_folder_without_front_matter_is_a_course_too(tmp_path: Path) -> None:
    written(tmp_path, vpn="# VPN access\n\nAsk Chen in IT.\n", wifi="Choose the network.\n")
    assert [part.title for part in read_folder(tmp_path).parts] == ["VPN access", "Wifi"]
    assert read_folder(tmp_path).parts[0].body_markdown == "Ask Chen in IT."


def test_every_problem_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    written(
        tmp_path,
        a="---\ntitle: [unclosed\n---\ntext\n",
        b="---\ntitle: Fine\nlevel: 3\norder: soon\n---\ntext\n",
        c="---\ntitle: No end\ntext\n",
        d=LESSON.format("Twice", 1),
        e=LESSON.format("twice", 2),
        f="---\ntitle: Empty\n---\n\n",
        g="---\ntitle: Lost\nlinks: [nowhere.md]\n---\ntext\n",
        h="---\ntitle: Html\n---\nfine\n<script>alert(1)</script>\n",
    )
    said = refused(tmp_path)
    assert any(line.startswith("a.md:2: this is no YAML") for line in said), said
    assert "b.md:3: `level` is no field of a lesson; these are: title, order, minutes, tags, links." in said
    assert "b.md:4: `order` is a whole number from 0 to 10000." in said
    assert "c.md:1: the front matter has no closing ---." in said
    assert "e.md:2: d.md has the title “twice” already." in said
    assert "f.md:4: there is no text to read." in said
    assert "g.md:3: `nowhere.md` is no lesson of this course and no web address." in said
    assert "h.md:5: HTML like this is not for lessons: write Markdown." in said


def test_html_that_is_shown_as_code_is_text(tmp_path: Path) -> None:
    code = "# Frames\n\n```html\n<iframe src=x>\n```\n\n- step\n\n  ~~~\n  <script>\n  ~~~\n\nAnd\n\n    <form>\n"
    (tmp_path / "a.md").write_text(code + "\nWrite `<iframe>` rarely.\n", encoding="utf-8")
    assert "<iframe src=x>" in read_folder(tmp_path).parts[0].body_markdown
    for text in ("```\ncode\n```\n<iframe src=x>\n", "\\```\n<script>\n```\n"):
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        with pytest.raises(NotACourse, match="HTML like this is not for lessons"):
            read_folder(tmp_path)


def test_links_in_a_circle_are_named_once(tmp_path: Path) -> None:
    written(
        tmp_path,
        a="---\ntitle: A\nlinks: b.md\n---\ntext\n",
        b="---\ntitle: B\nlinks: [c.md, https://example.com]\n---\ntext\n",
        c="---\ntitle: C\nlinks: a.md\n---\ntext\n",
    )
    assert refused(tmp_path) == ["a.md:3: links in a circle: a.md → b.md → c.md → a.md."]


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    written(tmp_path, large="x" * 10_000_000)
    (tmp_path / "latin.md").write_bytes("# Grüße\nnaïve".encode("latin-1"))
    assert refused(tmp_path) == [
        "large.md: 10.0 MB is too much: a lesson may have 1 MB.",
        "latin.md:1: this is not UTF-8 text.",
    ]
    assert LARGEST == 1_000_000


def test_links_of_the_file_system_are_not_followed(tmp_path: Path) -> None:
    written(tmp_path, real=LESSON.format("Real", 1))
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "passwd.md").symlink_to("/etc/passwd")
    assert [part.title for part in read_folder(tmp_path).parts] == ["Real"]


def test_no_folder_and_an_empty_one_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(Path())[0].startswith(f"{tmp_path.name}: there is no lesson")
    assert refused(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: this is no folder."]
    assert refused(tmp_path)[0].endswith("there is no lesson in this folder: a lesson is a file named *.md.")


def test_a_long_lesson_becomes_parts_that_fit_into_a_sprint(tmp_path: Path) -> None:
    section = "## Part\n\n" + "\n\n".join(["word " * 150] * 5)
    written(tmp_path, long="---\ntitle: Long\n---\n" + "\n\n".join([section] * 6))
    parts = read_folder(tmp_path).parts
    assert [part.title for part in parts] == [f"Long ({n} of {len(parts)})" for n in range(1, len(parts) + 1)]
    assert [part.key for part in parts][:2] == ["long", "long#2"]
    assert all(part.seconds <= READ_AT_ONCE for part in parts)
    assert all(part.body_markdown.startswith("## Part") for part in parts), "cut between sections"


def test_what_the_author_says_of_the_time_counts() -> None:
    text = "\n\n".join(["word " * 100] * 4)
    assert len(split(text)) == 1
    assert len(split(text, seconds=40 * 60)) == 4


def test_code_is_never_cut() -> None:
    code = "```\n" + "\n\n".join(["line " * 200] * 20) + "\n```"
    assert [part for part, _ in split(f"Before.\n\n{code}\n\nAfter.") if part.startswith("```")] == [code]


@given(st.lists(st.text(st.characters(exclude_characters="\x00\r"), max_size=60), max_size=40).map("\n\n".join))
def test_splitting_loses_nothing(text: str) -> None:
    joined = "".join(part for part, _ in split(text, at_once=10))
    assert "".join(joined.split()) == "".join(text.split())


@given(st.text(max_size=400))
def test_any_front_matter_gives_problems_and_no_exception(text: str) -> None:
    front, problems = parse("a.md", f"---\n{text}\n---\nbody\n")
    assert all(problem.line >= 1 for problem in problems)
    assert front.body or problems


def test_the_starter_course_is_a_course() -> None:
    import bot.learning.courses

    course = read_folder(Path(bot.learning.courses.__file__).with_name(KEY))
    assert len(course.parts) == 5
    assert sum(part.seconds for part in course.parts) < 15 * 60


def test_reading_takes_a_minute_for_two_hundred_words() -> None:
    assert reading_seconds("word " * 200) == 60
