package bot

import (
	"strings"
	"time"
	"unicode"

	"github.com/slack-go/slack"
	"golang.org/x/text/width"

	"github.com/guanxi-crm/guanxi/models"
)

// status is what somebody says of themself beside their name (docs.slack.dev/reference/objects/user-object#profile).
type status struct {
	text, emoji string
	until       time.Time // zero for always
}

func statusOf(p slack.UserProfile) status {
	s := status{text: p.StatusText, emoji: strings.Trim(p.StatusEmoji, ":")}
	if p.StatusExpiration > 0 {
		s.until = time.Unix(int64(p.StatusExpiration), 0)
	}
	return s
}

// awayEmoji are the emoji of a status that say that somebody isn't there: those that Slack proposes for its own statuses (in a meeting is
// left out: it is over soon), and those that people use alike.
var awayEmoji = map[string]models.Absence{
	"palm_tree": models.AbsentOnHoliday, "desert_island": models.AbsentOnHoliday, "beach_with_umbrella": models.AbsentOnHoliday,
	"beach_umbrella": models.AbsentOnHoliday, "umbrella_on_ground": models.AbsentOnHoliday, "camping": models.AbsentOnHoliday,
	"luggage": models.AbsentOnHoliday, "baby": models.AbsentOnHoliday, "baby_bottle": models.AbsentOnHoliday,
	"face_with_thermometer": models.AbsentSick, "mask": models.AbsentSick, "sneezing_face": models.AbsentSick,
	"nauseated_face": models.AbsentSick, "face_with_head_bandage": models.AbsentSick, "hospital": models.AbsentSick, "ambulance": models.AbsentSick,
	"airplane": models.AbsentAway, "airplane_departure": models.AbsentAway, "bullettrain_side": models.AbsentAway, "bullettrain_front": models.AbsentAway,
	"no_entry": models.AbsentAway, "no_entry_sign": models.AbsentAway, "zzz": models.AbsentAway, "sleeping": models.AbsentAway,
}

// awayWords are words of a status that say so. Those of letters are looked for as whole words, Chinese ones anywhere.
var awayWords = []struct {
	why   models.Absence
	words []string
}{
	{models.AbsentSick, []string{"sick", "ill", "unwell", "doctor", "hospital", "病假", "生病", "看病", "医院", "住院", "就医", "醫院", "就醫"}},
	{models.AbsentOnHoliday, []string{
		"vacation", "holiday", "holidays", "on leave", "annual leave", "parental leave", "maternity leave", "paternity leave", "day off", "pto", "vacationing",
		"休假", "请假", "年假", "度假", "放假", "婚假", "产假", "事假", "调休", "休息", "請假", "產假", "調休",
	}},
	{models.AbsentAway, []string{
		"ooo", "out of office", "out of the office", "away", "afk", "travelling", "traveling", "on a trip", "business trip", "flying", "unavailable", "offline",
		"外出", "出差", "不在", "离线", "勿扰", "飞机上", "離線", "飛機上",
	}},
}

// hereWords begin a status that says the opposite.
var hereWords = []string{"not ", "no longer ", "back from ", "不", "没", "沒"}

// away returns why a status says that somebody isn't there; "" where it doesn't say so, or not any more.
func (s status) away(now time.Time) models.Absence {
	if !s.until.IsZero() && !now.Before(s.until) {
		return ""
	}
	text := " " + strings.Join(strings.FieldsFunc(strings.ToLower(width.Fold.String(s.text)), between), " ") + " "
	here := false
	for _, word := range hereWords {
		here = here || strings.HasPrefix(text, " "+word) && !strings.HasPrefix(text, " 不在")
	}
	if here {
		return ""
	}
	for _, kind := range awayWords {
		for _, word := range kind.words {
			if word[0] < 0x80 && strings.Contains(text, " "+word+" ") || word[0] >= 0x80 && strings.Contains(text, word) {
				return kind.why
			}
		}
	}
	return awayEmoji[s.emoji]
}

// between reports what separates words.
func between(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
