/** Presets who is asked in Slack's window: whoever acts on the chat page. */

const who = document.getElementById("user");
const me = localStorage.getItem("me");
if ([...who.options].some((option) => option.value === me)) who.value = me;
