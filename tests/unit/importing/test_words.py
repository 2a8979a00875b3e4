"""What an import says of one thing and of several."""

import pytest

from bot.cli.import_words import left_out
from bot.knowledge.importing.run import ImportReport


@pytest.mark.parametrize(
    ("people", "entries", "said"),
    [
        (0, 0, []),
        (
            1,
            1,
            [
                "1 entry of a day file was no message and was left out.",
                "1 person who wrote messages is not in users.json.",
            ],
        ),
        (
            2,
            1200,
            [
                "1,200 entries of day files were no messages and were left out.",
                "2 people who wrote messages are not in users.json.",
            ],
        ),
    ],
)
def test_numbers_and_verbs_agree(people: int, entries: int, said: list[str]) -> None:
    report = ImportReport(workspace_id=1, days=1)
    report.unknown_people, report.malformed = people, entries
    assert list(left_out(report)) == said
