"""What tells whether a database is migrated agrees with Alembic, without loading it."""

from pathlib import Path

from alembic.script import ScriptDirectory

from migrations.runner import _config, current_and_newest, is_behind, migrate, revisions


def test_the_revisions_are_those_that_alembic_knows_in_its_order() -> None:
    known = ScriptDirectory.from_config(_config())
    assert revisions() == [script.revision for script in known.walk_revisions()][::-1]
    assert revisions()[-1] == known.get_current_head()


def test_an_empty_database_is_behind_until_it_is_migrated(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/thrice.db"
    assert current_and_newest(url) == (None, revisions()[-1])
    assert is_behind(url)
    migrate(url)
    assert not is_behind(url)
    migrate(url)
    assert current_and_newest(url) == (revisions()[-1], revisions()[-1])
