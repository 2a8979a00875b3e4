/** Turns the emoji shortcodes that people use most into characters. */

const TABLE = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", ok_hand: "👌", wave: "👋", clap: "👏", raised_hands: "🙌",
  pray: "🙏", muscle: "💪", point_up: "☝️", point_right: "👉", point_left: "👈", point_down: "👇", handshake: "🤝",
  raised_hand: "✋", v: "✌️", crossed_fingers: "🤞", writing_hand: "✍️", eyes: "👀", brain: "🧠", ear: "👂",
  smile: "😄", smiley: "😃", grin: "😁", grinning: "😀", joy: "😂", rofl: "🤣", slightly_smiling_face: "🙂",
  upside_down_face: "🙃", wink: "😉", blush: "😊", heart_eyes: "😍", thinking_face: "🤔", neutral_face: "😐",
  face_with_rolling_eyes: "🙄", relieved: "😌", sleepy: "😪", sleeping: "😴", sweat_smile: "😅", sob: "😭", cry: "😢",
  scream: "😱", sunglasses: "😎", nerd_face: "🤓", confused: "😕", disappointed: "😞", rage: "😡", exploding_head: "🤯",
  partying_face: "🥳", hugging_face: "🤗", zany_face: "🤪", melting_face: "🫠", saluting_face: "🫡", shrug: "🤷",
  facepalm: "🤦", face_with_thermometer: "🤒", mask: "😷", skull: "💀", ghost: "👻", robot_face: "🤖", see_no_evil: "🙈",
  heart: "❤️", green_heart: "💚", blue_heart: "💙", yellow_heart: "💛", orange_heart: "🧡", purple_heart: "💜",
  broken_heart: "💔", sparkles: "✨", star: "⭐", star2: "🌟", fire: "🔥", boom: "💥", zap: "⚡", tada: "🎉", confetti_ball: "🎊",
  balloon: "🎈", gift: "🎁", trophy: "🏆", medal: "🏅", 100: "💯", rocket: "🚀", bulb: "💡", rainbow: "🌈", sunny: "☀️",
  cloud: "☁️", rain_cloud: "🌧️", snowflake: "❄️", umbrella: "☂️", ocean: "🌊", seedling: "🌱", herb: "🌿", cactus: "🌵",
  deciduous_tree: "🌳", sunflower: "🌻", cherry_blossom: "🌸", dog: "🐶", cat: "🐱", bee: "🐝", bug: "🐛", turtle: "🐢",
  snail: "🐌", unicorn_face: "🦄", crab: "🦀", penguin: "🐧", coffee: "☕", tea: "🍵", beer: "🍺", beers: "🍻", pizza: "🍕",
  cake: "🍰", birthday: "🎂", cookie: "🍪", doughnut: "🍩", croissant: "🥐", apple: "🍎", banana: "🍌", avocado: "🥑",
  taco: "🌮", sushi: "🍣", ramen: "🍜", curry: "🍛", house: "🏠", office: "🏢", train: "🚆", bus: "🚌", bike: "🚲",
  car: "🚗", airplane: "✈️", parking: "🅿️", map: "🗺️", earth_africa: "🌍", earth_americas: "🌎", earth_asia: "🌏",
  computer: "💻", keyboard: "⌨️", printer: "🖨️", iphone: "📱", telephone_receiver: "📞", battery: "🔋",
  electric_plug: "🔌", floppy_disk: "💾", wrench: "🔧", hammer: "🔨", gear: "⚙️", nut_and_bolt: "🔩", package: "📦",
  inbox_tray: "📥", email: "📧", envelope: "✉️", mailbox: "📫", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋",
  calendar: "📆", date: "📅", chart_with_upwards_trend: "📈", bar_chart: "📊", bookmark: "🔖", bookmark_tabs: "📑",
  book: "📖", books: "📚", notebook: "📓", label: "🏷️", link: "🔗", paperclip: "📎", pushpin: "📌", round_pushpin: "📍",
  scissors: "✂️", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", bell: "🔔", no_bell: "🔕", loudspeaker: "📢", mega: "📣",
  hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock9: "🕘", stopwatch: "⏱️", white_check_mark: "✅",
  heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", heavy_plus_sign: "➕", heavy_minus_sign: "➖",
  question: "❓", grey_question: "❔", exclamation: "❗", warning: "⚠️", no_entry: "⛔", no_entry_sign: "🚫", construction: "🚧",
  rotating_light: "🚨", recycle: "♻️", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrows_counterclockwise: "🔄", leftwards_arrow_with_hook: "↩️", information_source: "ℹ️", speech_balloon: "💬",
  thought_balloon: "💭", new: "🆕", soon: "🔜", red_circle: "🔴", large_green_circle: "🟢", large_yellow_circle: "🟡",
  large_blue_circle: "🔵", white_circle: "⚪", one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣",
  graduation_cap: "🎓", mortar_board: "🎓", dart: "🎯", game_die: "🎲", art: "🎨", musical_note: "🎵", headphones: "🎧",
  soccer: "⚽", running: "🏃", palm_tree: "🌴", tent: "⛺", crescent_moon: "🌙", moneybag: "💰", credit_card: "💳",
  receipt: "🧾", shield: "🛡️", sos: "🆘", busts_in_silhouette: "👥", bust_in_silhouette: "👤",
};

/** What the page offers at once for a reaction: the ones that mean something here first. */
export const REACTIONS = [
  "bookmark", "white_check_mark", "heavy_check_mark", "+1", "eyes", "pray", "tada", "heart", "joy", "raised_hands",
  "thinking_face", "rocket", "question", "fire", "wave",
];

/** The character of a shortcode (skin tones are dropped), or null for one that is not in the table. */
export function emoji(name) {
  const base = name.split("::")[0];
  return Object.hasOwn(TABLE, base) ? TABLE[base] : null;
}
