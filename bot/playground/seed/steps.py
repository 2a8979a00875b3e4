"""The "Try this" steps of the demo: from a question that comes back to the answer that the next one gets at once."""

from collections.abc import Mapping
from typing import Final

TRY_THIS: Final[tuple[Mapping[str, str], ...]] = (
    {
        "text": "Ask as the third person",
        "hint": "Two have asked before. Be Amina, new here, and send the question: Thrice shows you, and only you, "
        "what they were told.",
        "action": "Ask as Amina",
        "person": "amina",
        "channel": "help",
        "compose": "Where can I request access to the VPN as a new joiner?",
        "done": "post:help",
    },
    {
        "text": "Publish the draft",
        "hint": "Tomáš gave the answers, so the card with the drafted page goes to his direct messages. Press Publish.",
        "action": "Be Tomáš",
        "person": "tomas",
        "channel": "app",
        "done": "press:Publish",
    },
    {
        "text": "Read the page in the wiki",
        "hint": "The command answers with a private link that signs you in. All three threads link to the page, too.",
        "action": "/thrice wiki",
        "person": "tomas",
        "channel": "help",
        "compose": "/thrice wiki",
        "done": "open:wiki",
    },
    {
        "text": "Ask again, in your own words",
        "hint": "Be Kiri, the fourth. The published answer is there before anybody has to type it again.",
        "action": "Ask as Kiri",
        "person": "kiri",
        "channel": "help",
        "compose": "Who do I have to ask to get VPN access? I work from home next week",
        "done": "post:help",
    },
    {
        "text": "Save a good post",
        "hint": "Ingrid's post on parking in #office deserves to be found again: react to it with the bookmark.",
        "action": "Show it",
        "person": "lena",
        "channel": "office",
        "find": "Parking at the new building",
        "done": "react:bookmark",
    },
    {
        "text": "Find it again",
        "hint": "By words or by meaning; only what you may see.",
        "action": "/thrice search",
        "person": "lena",
        "channel": "office",
        "compose": "/thrice search parking",
        "done": "command:/thrice search",
    },
    {
        "text": "Learn it bit by bit",
        "hint": "Thrice says when the first nudge comes. Put the clock (top right) forward to that morning, and press "
        "Start in its direct message.",
        "action": "/thrice learn",
        "person": "lena",
        "channel": "office",
        "compose": "/thrice learn",
        "done": "press:Start",
    },
    {
        "text": "Keep time for it",
        "hint": "Press Join: Friday afternoon is for learning, in everybody's own time zone and calendar.",
        "action": "/thrice focus",
        "person": "lena",
        "channel": "office",
        "compose": "/thrice focus",
        "done": "press:Join",
    },
    {
        "text": "Connect your calendar",
        "hint": "Press Connect a calendar in what Thrice said, follow the link, and choose Google Calendar: here it is "
        "the playground's own.",
        "person": "lena",
        "channel": "office",
        "done": "press:Connect a calendar",
    },
    {
        "text": "See it in your calendar",
        "hint": "The blocks stand there, and a customer call every Friday. Move or delete whatever you like, and see "
        "what Thrice makes of it.",
        "action": "Lena's calendar",
        "person": "lena",
        "channel": "calendar",
        "done": "look:calendar",
    },
    {
        "text": "Be reminded",
        "hint": "Put the clock (top right) forward to next Friday, 13:50: Thrice writes what there is to do.",
        "person": "lena",
        "channel": "app",
        "done": "leap:friday",
    },
    {
        "text": "Defend the next one",
        "hint": "When the block is over (One hour on, three times), Thrice says that a customer call takes next "
        "Friday's time, and offers three others. Press one, and look at the calendar again.",
        "person": "lena",
        "channel": "app",
        "done": "press:Move to …",
    },
    {
        "text": "Have the calendar say no",
        "hint": "Priya can be stricter: /thrice focus, Join, Settings, Hard, and then connect. Add a meeting over a "
        "block: her calendar declines it.",
        "action": "/thrice focus",
        "person": "priya",
        "channel": "engineering",
        "compose": "/thrice focus",
        "done": "calendar:declined",
    },
)
"""Fields as the chat page reads them: see `page/guide.js`."""
