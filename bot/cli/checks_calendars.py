"""What `thrice doctor` looks at of calendars: the apps that members connect theirs by, and the mail server."""

from bot.cli.findings import Finding, ok, wrong
from bot.config import Settings
from bot.errors import SettingsError
from bot.ports.calendar import CalendarUnavailable
from bot.providers.calendars import invitation, oauth

_ABOUT = "Calendars"
_NAMES = {"google": "Google Calendar", "microsoft": "Microsoft 365"}


async def check_calendars(settings: Settings) -> Finding:
    """Make what the settings name, and ask the mail server whether it takes us; nothing is sent."""
    try:
        apps = [name for name in _NAMES if oauth.made(settings.calendars, name) is not None]
        mail = invitation.made(settings.calendars)
    except SettingsError as error:
        return wrong(_ABOUT, str(error), "Correct it, or leave both out; docs/calendars.md has each setting.")
    if mail is not None:
        try:
            await mail.greet()
        except CalendarUnavailable as error:
            return wrong(_ABOUT, f"the mail server does not take us ({error}).", "Correct THRICE_SMTP_URL.")
    redirects = [oauth.redirect_address(settings.web.public_url, name) for name in apps]
    said = [f"{_NAMES[name]} (redirect address {address})" for name, address in zip(apps, redirects, strict=True)]
    if mail is not None:
        said.append("invitations by e-mail")
    return ok(_ABOUT, f"{', '.join(said)}: set up." if said else "only what needs no set-up: feeds and CalDAV.")
