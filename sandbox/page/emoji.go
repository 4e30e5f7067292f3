package page

import "regexp"

// emojis are the shortcodes the page knows, by Slack's names for them; others are shown as they were written.
var emojis = map[string]string{
	"+1": "👍", "-1": "👎", "100": "💯", "airplane": "✈️", "alarm_clock": "⏰", "apple": "🍎", "arrow_down": "⬇️", "arrow_forward": "▶️", "arrow_left": "⬅️",
	"arrow_right": "➡️", "arrow_up": "⬆️", "arrows_counterclockwise": "🔄", "art": "🎨", "ballot_box_with_check": "☑️", "bangbang": "‼️", "bank": "🏦",
	"bar_chart": "📊", "bee": "🐝", "beer": "🍺", "beers": "🍻", "bell": "🔔", "birthday": "🎂", "black_circle": "⚫", "black_square_for_stop": "⏹️",
	"blue_heart": "💙", "blush": "😊", "book": "📖", "bookmark": "🔖", "books": "📚", "boom": "💥", "briefcase": "💼", "broken_heart": "💔", "bug": "🐛",
	"bulb": "💡", "bust_in_silhouette": "👤", "busts_in_silhouette": "👥", "cake": "🍰", "calendar": "📆", "camera": "📷", "car": "🚗", "card_file_box": "🗃️",
	"card_index": "📇", "cat": "🐱", "champagne": "🍾", "chart_with_downwards_trend": "📉", "chart_with_upwards_trend": "📈", "checkered_flag": "🏁",
	"clap": "👏", "clipboard": "📋", "clock1": "🕐", "clock9": "🕘", "cloud": "☁️", "coffee": "☕", "computer": "💻", "confetti_ball": "🎊", "confused": "😕",
	"copyright": "©️", "credit_card": "💳", "crescent_moon": "🌙", "crossed_fingers": "🤞", "crown": "👑", "cry": "😢", "dart": "🎯", "date": "📅",
	"desktop_computer": "🖥️", "disappointed": "😞", "dizzy": "💫", "dog": "🐶", "dollar": "💵", "double_vertical_bar": "⏸️", "dragon": "🐉",
	"earth_africa": "🌍", "earth_americas": "🌎", "earth_asia": "🌏", "email": "📧", "envelope": "✉️", "euro": "💶", "evergreen_tree": "🌲",
	"exclamation": "❗", "eyeglasses": "👓", "eyes": "👀", "face_with_monocle": "🧐", "face_with_thermometer": "🤒", "facepalm": "🤦", "factory": "🏭", "fast_forward": "⏩",
	"file_folder": "📁", "fire": "🔥", "first_place_medal": "🥇", "five": "5️⃣", "flag-cn": "🇨🇳", "flag-de": "🇩🇪", "flag-us": "🇺🇸", "four": "4️⃣",
	"four_leaf_clover": "🍀", "gear": "⚙️", "gem": "💎", "ghost": "👻", "gift": "🎁", "globe_with_meridians": "🌐", "green_heart": "💚", "grin": "😁",
	"grinning": "😀", "hammer": "🔨", "hammer_and_wrench": "🛠️", "handshake": "🤝", "headphones": "🎧", "heart": "❤️", "heart_eyes": "😍",
	"heavy_check_mark": "✔️", "heavy_exclamation_mark": "❗", "heavy_minus_sign": "➖", "heavy_plus_sign": "➕", "herb": "🌿", "hospital": "🏥",
	"hourglass": "⌛", "hourglass_flowing_sand": "⏳", "house": "🏠", "hugging_face": "🤗", "inbox_tray": "📥", "incoming_envelope": "📨",
	"information_source": "ℹ️", "iphone": "📱", "joy": "😂", "key": "🔑", "label": "🏷️", "large_blue_circle": "🔵", "large_green_circle": "🟢",
	"large_green_square": "🟩", "large_orange_circle": "🟠", "large_purple_circle": "🟣", "large_red_square": "🟥", "large_yellow_circle": "🟡",
	"large_yellow_square": "🟨", "laughing": "😆", "left_speech_bubble": "🗨️", "leftwards_arrow_with_hook": "↩️", "link": "🔗", "lock": "🔒",
	"loudspeaker": "📢", "mag": "🔍", "mag_right": "🔎", "man": "👨", "medal": "🏅", "mega": "📣", "memo": "📝", "microphone": "🎤", "moneybag": "💰",
	"movie_camera": "🎥", "muscle": "💪", "negative_squared_cross_mark": "❎", "neutral_face": "😐", "new": "🆕", "no_bell": "🔕", "no_entry": "⛔",
	"no_entry_sign": "🚫", "nut_and_bolt": "🔩", "office": "🏢", "ok": "🆗", "ok_hand": "👌", "one": "1️⃣", "open_file_folder": "📂", "outbox_tray": "📤",
	"package": "📦", "page_facing_up": "📄", "page_with_curl": "📃", "panda_face": "🐼", "palm_tree": "🌴", "paperclip": "📎", "party_popper": "🎉", "partying_face": "🥳",
	"pencil": "📝", "pencil2": "✏️", "phone": "☎️", "pizza": "🍕", "point_down": "👇", "point_left": "👈", "point_right": "👉", "point_up": "☝️",
	"pray": "🙏", "printer": "🖨️", "purple_heart": "💜", "pushpin": "📌", "question": "❓", "rage": "😡", "rain_cloud": "🌧️", "rainbow": "🌈",
	"raised_hands": "🙌", "red_circle": "🔴", "registered": "®️", "repeat": "🔁", "ring": "💍", "robot_face": "🤖", "rocket": "🚀", "rofl": "🤣", "rose": "🌹",
	"rotating_light": "🚨", "round_pushpin": "📍", "salute": "🫡", "saluting_face": "🫡", "school": "🏫", "scream": "😱", "second_place_medal": "🥈",
	"see_no_evil": "🙈", "seedling": "🌱", "shield": "🛡️", "ship": "🚢", "shrug": "🤷", "sleeping": "😴", "slightly_smiling_face": "🙂",
	"small_blue_diamond": "🔹", "small_orange_diamond": "🔸", "smile": "😄", "smiley": "😃", "snail": "🐌", "snowflake": "❄️", "sob": "😭", "soon": "🔜",
	"sos": "🆘", "sparkles": "✨", "speech_balloon": "💬", "spiral_calendar_pad": "🗓️", "star": "⭐", "star2": "🌟", "stopwatch": "⏱️", "sunflower": "🌻",
	"sunglasses": "😎", "sunny": "☀️", "sunrise": "🌅", "sweat_smile": "😅", "tada": "🎉", "tea": "🍵", "telephone": "☎️", "telephone_receiver": "📞",
	"thinking_face": "🤔", "third_place_medal": "🥉", "thought_balloon": "💭", "three": "3️⃣", "thumbsdown": "👎", "thumbsup": "👍", "ticket": "🎫", "tm": "™️",
	"triangular_flag_on_post": "🚩", "trophy": "🏆", "truck": "🚚", "turtle": "🐢", "two": "2️⃣", "umbrella": "☔", "unlock": "🔓", "warning": "⚠️",
	"wastebasket": "🗑️", "watch": "⌚", "wave": "👋", "white_check_mark": "✅", "white_circle": "⚪", "white_large_square": "⬜", "wink": "😉", "woman": "👩",
	"world_map": "🗺️", "worried": "😟", "wrench": "🔧", "writing_hand": "✍️", "x": "❌", "yellow_heart": "💛", "yen": "💴", "zap": "⚡", "zzz": "💤",
}

var shortcode = regexp.MustCompile(`:([\w+'-]+):(?::skin-tone-[2-6]:)?`)

// emoji puts the signs in the place of their shortcodes.
func emoji(text string) string {
	return shortcode.ReplaceAllStringFunc(text, func(code string) string {
		if sign, known := emojis[shortcode.FindStringSubmatch(code)[1]]; known {
			return sign
		}
		return code
	})
}
