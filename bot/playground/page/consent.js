/** Presets who is asked in Slack's and Google's windows: whoever acts on the chat page; nobody where it was never open. */

const who = document.getElementById("user");
const me = localStorage.getItem("me");
if (who && [...who.options].some((option) => option.value === me)) who.value = me;
