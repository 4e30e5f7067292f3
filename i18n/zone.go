package i18n

// Zone is a time zone that people choose.
type Zone struct {
	Name   string // IANA
	Cities string // what people look for, in both languages
}

// Zones lists the time zones that are offered, from east to west beginning with China.
func Zones() []Zone {
	return []Zone{
		{"Asia/Shanghai", "北京 上海 深圳 广州 中国 beijing shenzhen china"},
		{"Asia/Hong_Kong", "香港"},
		{"Asia/Taipei", "台北 台湾 taiwan"},
		{"Asia/Singapore", "新加坡"},
		{"Asia/Tokyo", "东京 日本 japan"},
		{"Asia/Seoul", "首尔 韩国 korea"},
		{"Australia/Sydney", "悉尼 澳大利亚"},
		{"Australia/Perth", "珀斯"},
		{"Pacific/Auckland", "奥克兰 新西兰 new zealand"},
		{"Asia/Manila", "马尼拉 菲律宾 philippines"},
		{"Asia/Kuala_Lumpur", "吉隆坡 马来西亚 malaysia"},
		{"Asia/Bangkok", "曼谷 泰国 thailand"},
		{"Asia/Ho_Chi_Minh", "胡志明 越南 vietnam"},
		{"Asia/Jakarta", "雅加达 印度尼西亚 indonesia"},
		{"Asia/Kolkata", "孟买 德里 印度 india mumbai delhi"},
		{"Asia/Dubai", "迪拜 阿联酋"},
		{"Asia/Riyadh", "利雅得 沙特"},
		{"Europe/Moscow", "莫斯科 俄罗斯 russia"},
		{"Europe/Istanbul", "伊斯坦布尔 土耳其"},
		{"Africa/Johannesburg", "约翰内斯堡 南非"},
		{"Africa/Cairo", "开罗 埃及"},
		{"Africa/Lagos", "拉各斯 尼日利亚"},
		{"Europe/Athens", "雅典 希腊"},
		{"Europe/Berlin", "柏林 德国 germany munich frankfurt"},
		{"Europe/Paris", "巴黎 法国 france"},
		{"Europe/Madrid", "马德里 西班牙 spain"},
		{"Europe/Rome", "罗马 意大利 italy milan"},
		{"Europe/Amsterdam", "阿姆斯特丹 荷兰"},
		{"Europe/Zurich", "苏黎世 瑞士"},
		{"Europe/Stockholm", "斯德哥尔摩 瑞典"},
		{"Europe/London", "伦敦 英国 uk england"},
		{"Europe/Lisbon", "里斯本 葡萄牙"},
		{"America/Sao_Paulo", "圣保罗 巴西 brazil"},
		{"America/New_York", "纽约 美国东部 boston washington miami"},
		{"America/Toronto", "多伦多 加拿大"},
		{"America/Chicago", "芝加哥 美国中部 dallas houston"},
		{"America/Mexico_City", "墨西哥城"},
		{"America/Denver", "丹佛 美国山区"},
		{"America/Phoenix", "凤凰城"},
		{"America/Los_Angeles", "洛杉矶 旧金山 西雅图 美国西部 san francisco seattle"},
		{"America/Vancouver", "温哥华"},
		{"Pacific/Honolulu", "夏威夷 檀香山 hawaii"},
		{"UTC", "gmt"},
	}
}
