"""A small Slack workspace on loopback with a chat page: the demo, and the double of the scenario tests."""

from .options import Options, Pace
from .server import Playground

__all__ = ["Options", "Pace", "Playground"]
