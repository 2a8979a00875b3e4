"""The list of courses and paths: what it says, and what its buttons carry."""

from bot.slack.blockkit.courses import CourseView, PathView, ShelfView, message
from bot.slack.blockkit.ids import Action
from bot.slack.blockkit.refs import CourseRef, PathRef, ShelfRef

COURSE = CourseView(CourseRef(key="vpn", page=0), "VPN <!channel>", 12, 3, 1, 2, taken=True)
PATH = PathView(PathRef(path_id=4, page=1), "Support", ("One", "Two", "Three", "Four", "Five"), 2, is_mine=True)


def texts(view: ShelfView) -> list[str]:
    return [block["text"]["text"] for block in message(view).blocks if block["type"] == "section"]


def pressed(view: ShelfView) -> list[tuple[str, str]]:
    blocks = message(view).blocks
    found = [block["accessory"] for block in blocks if "accessory" in block]
    found += [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return [(each["action_id"], each["value"]) for each in found]


def test_a_course_says_how_long_it_is_and_how_far_one_is() -> None:
    assert texts(ShelfView((COURSE,), ())) == [
        "*VPN &lt;!channel&gt;*\n3 lessons, about 12 minutes; 1 of 2 lessons done."
    ]
    on_a_path = CourseView(COURSE.ref, "VPN", 1, 1, 0, 0, taken=False, on=("Support",))
    [text] = texts(ShelfView((on_a_path,), ()))
    assert text.endswith("nothing to learn of it yet. Part of your path “Support”.")
    assert pressed(ShelfView((on_a_path,), ())) == []


def test_a_path_names_its_first_steps() -> None:
    assert texts(ShelfView((), (PATH,))) == ["*Support*\n2 of 5 steps done: One → Two → Three → Four → and 1 more"]


def test_buttons_carry_what_they_are_about_and_the_page_they_stand_on() -> None:
    assert pressed(ShelfView((COURSE,), (PATH,), more=ShelfRef(page=2))) == [
        (Action.PATH_LEAVE, '{"page":1,"path_id":4}'),
        (Action.COURSE_LEAVE, '{"key":"vpn"}'),
        (Action.SHELF_MORE, '{"page":2}'),
    ]


def test_where_there_is_nothing_it_says_who_adds_some() -> None:
    assert message(ShelfView((), ())).text == "There are no courses yet. Whoever runs Thrice adds them."
    assert "shows what there is" not in message(ShelfView((COURSE,), ())).text
