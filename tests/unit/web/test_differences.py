"""What changed between two texts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.differences import Line, differences

TEXTS = st.lists(st.text("ab c<", max_size=12), max_size=12).map("\n".join)


def text(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def test_a_reworded_line_marks_its_words() -> None:
    removed, added = differences("Ask HR in the portal.", "Ask IT in the portal.")
    assert [piece.text for piece in removed.pieces if piece.changed] == ["HR"]
    assert [piece.text for piece in added.pieces if piece.changed] == ["IT"]
    assert (removed.kind, added.kind) == ("removed", "added")


def test_another_line_altogether_is_marked_whole() -> None:
    removed, added = differences("Ask HR in the portal.", "Nothing of this sort exists")
    assert [piece.changed for piece in (*removed.pieces, *added.pieces)] == [True, True]


def test_what_stayed_is_shown_around_a_change_and_left_out_elsewhere() -> None:
    before = [f"line {number}" for number in range(20)]
    after = [*before[:10], "new", *before[10:]]
    kinds = [line.kind for line in differences("\n".join(before), "\n".join(after))]
    assert kinds == ["gap", "same", "same", "added", "same", "same", "gap"]


def test_the_same_text_has_no_differences() -> None:
    assert differences("a\nb", "a\nb") == []


@given(TEXTS, TEXTS)
def test_the_lines_give_back_both_texts_where_nothing_is_left_out(before: str, after: str) -> None:
    lines = differences(before, after)
    if lines and not any(line.kind == "gap" for line in lines):
        assert [text(line) for line in lines if line.kind in ("same", "removed")] == before.splitlines()
        assert [text(line) for line in lines if line.kind in ("same", "added")] == after.splitlines()
    assert bool(lines) == (before.splitlines() != after.splitlines())


def test_endless_texts_end() -> None:
    assert differences("a " * 50_000, "b " * 50_000)
    assert differences("\n".join(map(str, range(4000))), "\n".join(map(str, range(2000, 6000))))
