"""The command line: one file a command; commands print, rules decide."""

import typer

from bot.cli.course import app as course
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.evaluate import evaluate
from bot.cli.export import export
from bot.cli.import_ import import_export
from bot.cli.manifest import manifest
from bot.cli.migrate import migrate
from bot.cli.serve import serve

app = typer.Typer(
    name="thrice",
    help="A question asked in Slack for the third time becomes a cited wiki page that a person approves.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve)
app.command()(demo)
app.command(name="import")(import_export)
app.add_typer(course, name="course")
app.add_typer(evaluate, name="evaluate")
app.command()(export)
app.command()(migrate)
app.command()(manifest)
app.command()(doctor)
