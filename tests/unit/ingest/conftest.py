"""A front with nothing real behind it, and a Slack that sends to it."""

import pytest

from tests.unit.ingest.slack import Noted, Slack


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def slack(noted: Noted) -> Slack:
    return Slack(noted)
