"""Listening names the setting that is wrong."""

import socket

import pytest
from starlette.applications import Starlette

from bot.errors import SettingsError
from bot.web.listening import listen


@pytest.mark.parametrize("host", ["203.0.113.77", "no-such-host.invalid"])
async def test_an_address_of_another_machine_is_a_wrong_host(host: str) -> None:
    with pytest.raises(SettingsError, match=f"THRICE_HOST: {host} is no address of this machine"):
        await listen(Starlette(), host, 0)


async def test_a_port_that_is_taken_is_a_wrong_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"THRICE_PORT: 127.0.0.1:{port} cannot be listened on"):
            await listen(Starlette(), "127.0.0.1", port)
