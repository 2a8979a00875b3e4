"""Pages that tests of cards are made of: as drafts are rendered, as people write them, and as hostile as it gets."""

from bot.learning.reading import Passage, read

LINK = "https://acme.slack.com/archives/C1/p1700000000000"


def cite(*numbers: int) -> str:
    """Return the marks of sources as a rendered draft has them."""
    return " ".join(f"[\\[{n}\\]]({LINK}{n:03})" for n in numbers)


def evidence(*numbers: int) -> tuple[str, ...]:
    return tuple(f"{LINK}{n:03}" for n in numbers)


VPN_TITLE = "How do I get VPN access?"
VPN_BODY = f"""## Short answer

Request it in PeopleBox at [https://it.example](https://it.example). {cite(1)}

Your manager approves it within two working days. {cite(2, 3)}

## Steps

1. Open the portal {cite(1)}
2. Choose "Network" {cite(1)}
3. Pick your manager as the approver {cite(2)}

## Sources

1. Tomas: [Slack message]({LINK}001)
2. Ingrid: [Slack message]({LINK}002)
3. former member: [Slack message]({LINK}003)
"""
VPN: Passage = read(VPN_TITLE, VPN_BODY)

PAYDAY: Passage = read(
    "When is payday?",
    f"""## Short answer

Payday is the 25th of every month. {cite(1)}

The payslip is in PeopleBox on the evening before. {cite(2)}

## Where people disagree

**Noor:**

- Payday is the 25th of every month. {cite(1)}

**former member:**

- It is the 28th. {cite(3)}

## Sources

1. Noor: [Slack message]({LINK}001)
""",
)
