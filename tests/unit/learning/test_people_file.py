"""An organisation's list of people: what is read, and what is refused with its line and column."""

import pytest

from bot.learning.people_file import BadPeople, Listed, parse_people, read_people

HEADER = "name,email,role,manager,country\n"


def refused(text: str) -> list[str]:
    with pytest.raises(BadPeople) as caught:
        parse_people(text)
    return str(caught.value).splitlines()


def test_addresses_are_small_letters_and_spaces_are_single() -> None:
    [one] = parse_people(f"{HEADER}  Ana   Nováková ,Ana@Acme.example,Support,BO@acme.example,cz\n")
    assert one == Listed(2, "Ana Nováková", "ana@acme.example", "Support", "bo@acme.example", "CZ")


def test_columns_come_in_any_order_and_semicolons_do_as_well() -> None:
    text = "﻿email;country;slack_id;role;manager;name\r\nana@acme.example;;U012ABC;;;Ana\r\n\r\n"
    [one] = parse_people(text.removeprefix("\ufeff"))
    assert (one.name, one.slack_id, one.country, one.line) == ("Ana", "U012ABC", "", 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: there is no column name."),
        ("name,email,role,manager\n", "line 1: there is no column country."),
        ("name,email,role,manager,country,salary\n", "line 1, column salary: I know no such column."),
        (f"{HEADER.strip()},email\n", "line 1, column email: it stands there twice."),
        (HEADER, "line 1: there is nobody on this list."),
        (f"{HEADER}Ana,a@b.example,x\n", "line 2: there are 3 fields; the header has 5."),
        (f"{HEADER},a@b.example,,,\n", "line 2, column name: it is empty."),
        (f"{HEADER}Ana,,,,\n", "line 2, column email: it is empty."),
        (f"{HEADER}Ana,ana,,,\n", "line 2, column email: this is no e-mail address."),
        (f"{HEADER}Ana,a@b.example,,Bo,\n", "line 2, column manager: this is no e-mail address"),
        (f"{HEADER}Ana,a@b.example,,,Czechia\n", "line 2, column country: this is no country"),
        (f"{HEADER}Ana,a@b.example,,,XX\n", "line 2, column country: this is no country"),
        (f"{HEADER}A\x00na,a@b.example,,,\n", "line 2, column name: it holds a character that is no text."),
        (f"{HEADER}{'a' * 201},a@b.example,,,\n", "line 2, column name: more than 200 characters."),
        (f"{HEADER}Ana,a@b.example,,,\nBo,A@b.example,,,\n", "line 3, column email: line 2 has it already."),
        (f'{HEADER}"Ana\nMaria",a@b.example,,,\nBo,bo,,,\n', "line 4, column email: this is no e-mail address."),
        (f'{HEADER}"Ana" x,a@b.example,,,\n', "line 2: this is no CSV"),
        (f"{HEADER.strip()},slack_id\nAna,a@b.example,,,,ana\n", "line 2, column slack_id: this is no member's id"),
        (
            f"{HEADER.strip()},slack_id\nAna,a@b.example,,,,U1\nBo,b@b.example,,,,U1\n",
            "line 3, column slack_id: line 2 has it already.",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_column(text: str, said: str) -> None:
    assert any(line.startswith(said) for line in refused(text)), refused(text)


def test_everything_that_is_wrong_is_named_at_once_up_to_fifty_lines() -> None:
    said = refused(HEADER + "Ana,ana,,,\n" * 60)
    assert (len(said), said[-1]) == (51, "… and 10 more.")


def test_a_file_that_is_no_text_is_refused_by_its_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_bytes(HEADER.encode() + "Zoë,z@b.example,,,\n".encode("latin-1"))
    with pytest.raises(BadPeople, match="line 2: this is not UTF-8 text"):
        read_people(file)
    with pytest.raises(BadPeople, match=r"none\.csv: No such file"):
        read_people(file.with_name("none.csv"))
